//! The entries for requests that are well formed but do not fit what is stored.
//! It knows texts and must not know the rules of the domain.

use super::Entry;
use crate::api::problem::language::Words;

pub(super) static CONFLICT: Entry = Entry {
    status: 409,
    title: Words::new(
        "The present state does not allow this",
        "現時的狀態不容許這項操作",
        "当前的状态不允许这项操作",
    ),
    meaning: Words::new(
        "The request is valid by itself, but not in the state that the thing is in now.",
        "請求本身有效，但不適用於該項目現時的狀態。",
        "请求本身有效，但不适用于该项目当前的状态。",
    ),
    remedy: Words::new(
        "Read the thing again and choose a step that its state allows.",
        "請重新讀取該項目，並選擇其狀態容許的步驟。",
        "请重新读取该项目，并选择其状态允许的步骤。",
    ),
};

pub(super) static IDEMPOTENCY_IN_FLIGHT: Entry = Entry {
    status: 409,
    title: Words::new("The same request is being done", "同一請求正在處理中", "同一请求正在处理中"),
    meaning: Words::new(
        "A request with the same idempotency key has arrived before and is not finished yet.",
        "使用同一冪等鍵的請求早前已送達，尚未處理完畢。",
        "使用同一幂等键的请求早前已送达，尚未处理完毕。",
    ),
    remedy: Words::new(
        "Wait as long as Retry-After says, then send the same request again to get its answer.",
        "請按 Retry-After 所示時間等候，然後重新發出同一請求以取得回應。",
        "请按 Retry-After 所示时间等候，然后重新发出同一请求以取得响应。",
    ),
};

pub(super) static IDEMPOTENCY_KEY_REUSED: Entry = Entry {
    status: 422,
    title: Words::new(
        "The idempotency key belongs to another request",
        "冪等鍵屬於另一個請求",
        "幂等键属于另一个请求",
    ),
    meaning: Words::new(
        "The Idempotency-Key header names a key that was used for a request with other content.",
        "Idempotency-Key 標頭所用的鍵，早前已用於內容不同的請求。",
        "Idempotency-Key 标头所用的键，早前已用于内容不同的请求。",
    ),
    remedy: Words::new(
        "Make a new key for each new request, and repeat a key only with the same content.",
        "每個新請求請使用新的鍵；只有內容相同時才可重用。",
        "每个新请求请使用新的键；只有内容相同时才可重用。",
    ),
};

pub(super) static GONE: Entry = Entry {
    status: 410,
    title: Words::new("No longer available", "已不再提供", "已不再提供"),
    meaning: Words::new(
        "What was at this address has been removed for good, or a one-time link is no longer good.",
        "這個網址的內容已被永久移除，或一次性連結已失效。",
        "这个网址的内容已被永久移除，或一次性链接已失效。",
    ),
    remedy: Words::new(
        "Remove references to it; it will not come back. Ask an administrator for a new link.",
        "請移除對它的引用，該內容不會恢復；如屬連結，請向管理員索取新的連結。",
        "请移除对它的引用，该内容不会恢复；如属链接，请向管理员索取新的链接。",
    ),
};

pub(super) static EXPIRED_CURSOR: Entry = Entry {
    status: 410,
    title: Words::new("The cursor has expired", "游標已過期", "游标已过期"),
    meaning: Words::new(
        "The cursor points to changes that are no longer kept.",
        "游標所指的變更記錄已不再保留。",
        "游标所指的变更记录已不再保留。",
    ),
    remedy: Words::new(
        "Take a new cursor with cursor=latest, read the collections in full, then follow the changes from that cursor.",
        "請先以 cursor=latest 取得新的游標，再完整讀取各個清單，然後由該游標起跟進變更。",
        "请先以 cursor=latest 取得新的游标，再完整读取各个列表，然后由该游标起跟进变更。",
    ),
};

pub(super) static STALE_VERSION: Entry = Entry {
    status: 412,
    title: Words::new("Someone else changed it first", "已有其他人先作更改", "已有其他人先作更改"),
    meaning: Words::new(
        "The If-Match header names a version that is no longer the newest, so the change was not made.",
        "If-Match 標頭所指的版本已非最新，因此沒有作出更改。",
        "If-Match 标头所指的版本已非最新，因此没有作出更改。",
    ),
    remedy: Words::new(
        "Read the thing again, apply your change to the newest version and send it with the new tag.",
        "請重新讀取該項目，在最新版本上作出更改，並以新的標籤發出。",
        "请重新读取该项目，在最新版本上作出更改，并以新的标签发出。",
    ),
};

pub(super) static VALIDATION: Entry = Entry {
    status: 422,
    title: Words::new("The request is not valid", "請求無效", "请求无效"),
    meaning: Words::new(
        "The body can be read, but at least one of its members breaks a rule. Nothing was changed.",
        "請求內文可以讀取，但最少有一個成員不符合規則。沒有作出任何更改。",
        "请求正文可以读取，但至少有一个成员不符合规则。没有作出任何更改。",
    ),
    remedy: Words::new(
        "Correct the members listed under errors; all of them are listed at once.",
        "請更正 errors 所列的成員；所有錯誤已一次過列出。",
        "请更正 errors 所列的成员；所有错误已一次列出。",
    ),
};

pub(super) static PRECONDITION_REQUIRED: Entry = Entry {
    status: 428,
    title: Words::new("The version to change is missing", "欠缺要更改的版本", "缺少要更改的版本"),
    meaning: Words::new(
        "Changing an existing thing requires an If-Match header that names one version, so that nobody's work is overwritten.",
        "更改現有項目時，必須以 If-Match 標頭指明一個版本，以免覆蓋他人的工作。",
        "更改现有项目时，必须以 If-Match 标头指明一个版本，以免覆盖他人的工作。",
    ),
    remedy: Words::new(
        "Read the thing first and send its ETag back in If-Match.",
        "請先讀取該項目，並在 If-Match 傳回其 ETag。",
        "请先读取该项目，并在 If-Match 中传回其 ETag。",
    ),
};
