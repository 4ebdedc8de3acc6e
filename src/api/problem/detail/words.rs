//! The sentences of the details, with placeholders in braces.
//! It knows wording only and must not know which value goes where.

use crate::api::problem::language::Words;

pub(super) const MALFORMED_REQUEST: Words = Words::new(
    "The service could not read this request.",
    "本服務無法讀取這個請求。",
    "本服务无法读取这个请求。",
);
pub(super) const MALFORMED_JSON: Words = Words::new(
    "The body is not valid JSON: reading stopped at line {line}, column {column}.",
    "請求內文不是有效的 JSON：讀取至第 {line} 行第 {column} 欄時中止。",
    "请求正文不是有效的 JSON：读取至第 {line} 行第 {column} 列时中止。",
);
pub(super) const INVALID_PARAMETER: Words =
    Words::new("One parameter is not valid.", "有一個參數無效。", "有一个参数无效。");
pub(super) const INVALID_PARAMETERS: Words = Words::new(
    "{count} parameters are not valid.",
    "有 {count} 個參數無效。",
    "有 {count} 个参数无效。",
);
pub(super) const UNKNOWN_PARAMETER: Words = Words::new(
    "This operation does not have one of the parameters.",
    "有一個參數不屬於這項操作。",
    "有一个参数不属于这项操作。",
);
pub(super) const UNKNOWN_PARAMETERS: Words = Words::new(
    "This operation does not have {count} of the parameters.",
    "有 {count} 個參數不屬於這項操作。",
    "有 {count} 个参数不属于这项操作。",
);
pub(super) const INVALID_MEMBER: Words =
    Words::new("One member is not valid.", "有一個成員無效。", "有一个成员无效。");
pub(super) const INVALID_MEMBERS: Words = Words::new(
    "{count} members are not valid.",
    "有 {count} 個成員無效。",
    "有 {count} 个成员无效。",
);
pub(super) const INVALID_CURSOR: Words = Words::new(
    "This cursor was altered or belongs to another query.",
    "這個游標曾被更改，或屬於另一項查詢。",
    "这个游标曾被更改，或属于另一项查询。",
);
pub(super) const INVALID_UTF8: Words = Words::new(
    "The path or the query is not valid UTF-8 after percent-decoding.",
    "網址的路徑或查詢字串經百分號解碼後，不是有效的 UTF-8。",
    "网址的路径或查询字符串经百分号解码后，不是有效的 UTF-8。",
);
pub(super) const INVALID_IDENTIFIER: Words = Words::new(
    "The identifier in the path is not a UUID.",
    "路徑中的識別碼不是 UUID。",
    "路径中的标识符不是 UUID。",
);
pub(super) const UNAUTHENTICATED: Words = Words::new(
    "This operation needs an access token, and none was sent.",
    "這項操作需要存取權杖，但請求沒有附上。",
    "这项操作需要访问令牌，但请求没有附上。",
);
pub(super) const INVALID_TOKEN: Words = Words::new(
    "The access token that was sent is not valid or has expired.",
    "附上的存取權杖無效或已過期。",
    "附上的访问令牌无效或已过期。",
);
pub(super) const INVALID_CREDENTIALS: Words = Words::new(
    "Email address and password do not match.",
    "電郵地址與密碼不符。",
    "电邮地址与密码不符。",
);
pub(super) const TOKEN_STALE: Words = Words::new(
    "The password was changed after this access token was issued; renew the tokens once.",
    "這個存取權杖簽發後，密碼曾被更改，請更新權杖一次。",
    "这个访问令牌签发后，密码曾被更改，请刷新令牌一次。",
);
pub(super) const FORBIDDEN: Words = Words::new(
    "None of your roles allows this.",
    "你的角色不具備這項權限。",
    "你的角色不具备这项权限。",
);
pub(super) const NOT_FOUND: Words = Words::new(
    "Nothing was found at this address.",
    "這個網址沒有任何內容。",
    "这个网址没有任何内容。",
);
pub(super) const UNKNOWN_ROUTE: Words = Words::new(
    "The service has nothing at this path.",
    "本服務沒有這個路徑。",
    "本服务没有这个路径。",
);
pub(super) const METHOD_NOT_ALLOWED: Words = Words::new(
    "This path takes these methods only: {allow}.",
    "這個路徑只接受以下方法：{allow}。",
    "这个路径只接受以下方法：{allow}。",
);
pub(super) const NOT_ACCEPTABLE: Words = Words::new(
    "This operation can answer as: {types}.",
    "這項操作可提供以下類型的回應：{types}。",
    "这项操作可提供以下类型的响应：{types}。",
);
pub(super) const REQUEST_TIMEOUT: Words = Words::new(
    "The request did not arrive completely in time.",
    "請求未能及時完整送達。",
    "请求未能及时完整送达。",
);
pub(super) const IDEMPOTENCY_IN_FLIGHT: Words = Words::new(
    "The same request with the same idempotency key is not finished yet.",
    "使用同一冪等鍵的同一請求尚未處理完畢。",
    "使用同一幂等键的同一请求尚未处理完毕。",
);
pub(super) const IDEMPOTENCY_KEY_REUSED: Words = Words::new(
    "This idempotency key was used before for another request.",
    "這個冪等鍵早前已用於另一個請求。",
    "这个幂等键早前已用于另一个请求。",
);
pub(super) const GONE: Words = Words::new(
    "What was here has been removed for good.",
    "這裏的內容已被永久移除。",
    "这里的内容已被永久移除。",
);
pub(super) const LINK_GONE: Words = Words::new(
    "This one-time link was used or replaced, has expired, or never was.",
    "這條一次性連結已被使用或取代、已過期，或從不存在。",
    "这条一次性链接已被使用或取代、已过期，或从未存在。",
);
pub(super) const EXPIRED_CURSOR: Words = Words::new(
    "The changes that this cursor points to are no longer kept.",
    "這個游標所指的變更記錄已不再保留。",
    "这个游标所指的变更记录已不再保留。",
);
pub(super) const STALE_VERSION: Words = Words::new(
    "A newer version exists than the one named in If-Match.",
    "現有的版本比 If-Match 所指的版本更新。",
    "现有的版本比 If-Match 所指的版本更新。",
);
pub(super) const BODY_TOO_LARGE: Words = Words::new(
    "The body may have at most {max} bytes.",
    "請求內文最多可有 {max} 個位元組。",
    "请求正文最多可有 {max} 个字节。",
);
pub(super) const URI_TOO_LONG: Words = Words::new(
    "The path and query may have at most {max} bytes.",
    "路徑和查詢字串合共最多可有 {max} 個位元組。",
    "路径和查询字符串合计最多可有 {max} 个字节。",
);
pub(super) const HEADERS_TOO_LARGE: Words = Words::new(
    "The headers may together have at most {max} bytes.",
    "所有標頭合共最多可有 {max} 個位元組。",
    "所有标头合计最多可有 {max} 个字节。",
);
pub(super) const UNSUPPORTED_MEDIA_TYPE: Words = Words::new(
    "This operation reads bodies of these types: {types}.",
    "這項操作可讀取以下類型的內文：{types}。",
    "这项操作可读取以下类型的正文：{types}。",
);
pub(super) const PRECONDITION_REQUIRED: Words = Words::new(
    "The request has no If-Match header that names one version.",
    "請求沒有以 If-Match 標頭指明一個版本。",
    "请求没有以 If-Match 标头指明一个版本。",
);
pub(super) const RATE_LIMITED: Words = Words::new(
    "Please wait {seconds} seconds before the next request.",
    "請等候 {seconds} 秒，然後才發出下一個請求。",
    "请等候 {seconds} 秒，然后再发出下一个请求。",
);
pub(super) const INTERNAL: Words = Words::new(
    "The service failed while it handled this request.",
    "本服務在處理這個請求時發生故障。",
    "本服务在处理这个请求时发生故障。",
);
pub(super) const UNAVAILABLE: Words = Words::new(
    "The service cannot answer now; please try again in {seconds} seconds.",
    "服務現時無法回應，請在 {seconds} 秒後再試。",
    "服务当前无法响应，请在 {seconds} 秒后再试。",
);
