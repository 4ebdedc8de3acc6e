//! The entries for requests that the service could not or would not serve in time.
//! It knows texts and must not know what failed inside.

use super::Entry;
use crate::api::problem::language::Words;

pub(super) static REQUEST_TIMEOUT: Entry = Entry {
    status: 408,
    title: Words::new("The request took too long", "請求逾時", "请求超时"),
    meaning: Words::new(
        "The request did not arrive completely within the time allowed.",
        "請求未能在限時內完整送達。",
        "请求未能在限时内完整送达。",
    ),
    remedy: Words::new(
        "Send the request again, over a faster connection or with a shorter body.",
        "請再次發出請求，或改用較快的連線，或縮短內文。",
        "请再次发出请求，或改用较快的连接，或缩短正文。",
    ),
};

pub(super) static RATE_LIMITED: Entry = Entry {
    status: 429,
    title: Words::new("Too many requests", "請求過多", "请求过多"),
    meaning: Words::new(
        "The caller has sent more requests than allowed in this period.",
        "使用者在這段時間內發出的請求超過上限。",
        "用户在这段时间内发出的请求超过上限。",
    ),
    remedy: Words::new(
        "Wait for the seconds that the Retry-After header states. Answers that carry an ETag need not be fetched anew.",
        "請按 Retry-After 標頭所示的秒數等候。附有 ETag 的回應無須重新下載。",
        "请按 Retry-After 标头所示的秒数等候。附有 ETag 的响应无须重新下载。",
    ),
};

pub(super) static INTERNAL: Entry = Entry {
    status: 500,
    title: Words::new("The service failed", "服務發生故障", "服务发生故障"),
    meaning: Words::new(
        "The service failed in a way that is not the caller's fault. The failure has been recorded.",
        "服務發生故障，並非使用者的過錯。故障已被記錄。",
        "服务发生故障，并非用户的过错。故障已被记录。",
    ),
    remedy: Words::new(
        "Try again later. If it happens again, report the request_id to the operator.",
        "請稍後再試。如問題持續，請向營運者提供 request_id。",
        "请稍后再试。如问题持续，请向运营者提供 request_id。",
    ),
};

pub(super) static UNAVAILABLE: Entry = Entry {
    status: 503,
    title: Words::new(
        "The service is not available at present",
        "服務暫時無法使用",
        "服务暂时无法使用",
    ),
    meaning: Words::new(
        "The service cannot answer now, because it is overloaded or something it depends on is out of reach.",
        "服務現時無法回應，原因是負荷過重或無法連接所依賴的系統。",
        "服务当前无法响应，原因是负载过重或无法连接所依赖的系统。",
    ),
    remedy: Words::new(
        "Send the request again after the seconds that the Retry-After header states.",
        "請在 Retry-After 標頭所示的秒數過後再次發出請求。",
        "请在 Retry-After 标头所示的秒数过后再次发出请求。",
    ),
};
