//! The entries for requests that reach nothing: not signed in, not allowed, not there.
//! It knows texts and must not know who may do what.

use super::Entry;
use crate::api::problem::language::Words;

pub(super) static UNAUTHENTICATED: Entry = Entry {
    status: 401,
    title: Words::new("Sign-in is required", "必須登入", "必须登录"),
    meaning: Words::new(
        "This operation is for signed-in callers, and the request carries no access token.",
        "這項操作只供已登入的使用者使用，而請求沒有附上存取權杖。",
        "这项操作只供已登录的用户使用，而请求没有附上访问令牌。",
    ),
    remedy: Words::new(
        "Sign in and send the access token in the Authorization header as Bearer.",
        "請先登入，並以 Bearer 方式在 Authorization 標頭附上存取權杖。",
        "请先登录，并以 Bearer 方式在 Authorization 标头中附上访问令牌。",
    ),
};

pub(super) static INVALID_TOKEN: Entry = Entry {
    status: 401,
    title: Words::new("The access token is not valid", "存取權杖無效", "访问令牌无效"),
    meaning: Words::new(
        "The access token has expired, was withdrawn, or was not issued for this service.",
        "存取權杖已過期、已被撤銷，或並非為本服務簽發。",
        "访问令牌已过期、已被撤销，或并非为本服务签发。",
    ),
    remedy: Words::new(
        "Get a new token and repeat the request. Public data can be read without any token.",
        "請取得新的權杖，然後重新發出請求。讀取公開資料無須權杖。",
        "请获取新的令牌，然后重新发出请求。读取公开数据无须令牌。",
    ),
};

pub(super) static INVALID_CREDENTIALS: Entry = Entry {
    status: 401,
    title: Words::new("The credentials are not valid", "登入資料不正確", "登录信息不正确"),
    meaning: Words::new(
        "Email address and password do not match, or the account cannot be used.",
        "電郵地址與密碼不符，或該帳戶不能使用。",
        "电邮地址与密码不符，或该账户不能使用。",
    ),
    remedy: Words::new(
        "Check both and try again. An administrator can make a link with which a new password is chosen.",
        "請核對後再試。管理員可提供連結，讓你設定新的密碼。",
        "请核对后再试。管理员可提供链接，让你设置新的密码。",
    ),
};

pub(super) static TOKEN_STALE: Entry = Entry {
    status: 401,
    title: Words::new("The access token is stale", "存取權杖已過時", "访问令牌已过时"),
    meaning: Words::new(
        "The access token was issued before the password of its account was changed.",
        "存取權杖是在帳戶更改密碼前簽發的。",
        "访问令牌是在账户更改密码前签发的。",
    ),
    remedy: Words::new(
        "Renew the tokens once with the refresh token and repeat the request.",
        "請以更新權杖換取新的權杖，然後重新發出請求。",
        "请以刷新令牌换取新的令牌，然后重新发出请求。",
    ),
};

pub(super) static FORBIDDEN: Entry = Entry {
    status: 403,
    title: Words::new("Not allowed", "不獲准許", "不被允许"),
    meaning: Words::new(
        "The caller is known but may not do this.",
        "已確認使用者的身分，但該使用者無權進行這項操作。",
        "已确认用户的身份，但该用户无权进行这项操作。",
    ),
    remedy: Words::new(
        "Ask an administrator for the role that this needs, or use an account that has it.",
        "請向管理員申請所需的角色，或使用已有該角色的帳戶。",
        "请向管理员申请所需的角色，或使用已有该角色的账户。",
    ),
};

pub(super) static NOT_FOUND: Entry = Entry {
    status: 404,
    title: Words::new("Not found", "找不到", "找不到"),
    meaning: Words::new(
        "Nothing that the caller may see has this code or identifier.",
        "沒有任何可供查閱的項目使用這個代碼或識別碼。",
        "没有任何可供查阅的项目使用这个代码或标识符。",
    ),
    remedy: Words::new(
        "Check the spelling of the code or identifier, or look it up in the list that holds it.",
        "請檢查代碼或識別碼的拼寫，或在相關清單中查找。",
        "请检查代码或标识符的拼写，或在相关列表中查找。",
    ),
};

pub(super) static UNKNOWN_ROUTE: Entry = Entry {
    status: 404,
    title: Words::new("No such address", "沒有這個網址", "没有这个网址"),
    meaning: Words::new(
        "The service has no operation at this path.",
        "本服務在這個路徑沒有提供任何操作。",
        "本服务在这个路径没有提供任何操作。",
    ),
    remedy: Words::new(
        "Check the path. The API reference at /docs lists every operation.",
        "請檢查路徑。位於 /docs 的 API 參考文件列出所有操作。",
        "请检查路径。位于 /docs 的 API 参考文档列出所有操作。",
    ),
};

pub(super) static METHOD_NOT_ALLOWED: Entry = Entry {
    status: 405,
    title: Words::new(
        "The method is not allowed here",
        "此處不可使用這個方法",
        "此处不可使用这个方法",
    ),
    meaning: Words::new(
        "The path exists, but not for this HTTP method.",
        "路徑存在，但不接受這個 HTTP 方法。",
        "路径存在，但不接受这个 HTTP 方法。",
    ),
    remedy: Words::new(
        "Use one of the methods that the Allow header lists.",
        "請使用 Allow 標頭所列的其中一個方法。",
        "请使用 Allow 标头所列的其中一个方法。",
    ),
};

pub(super) static NOT_ACCEPTABLE: Entry = Entry {
    status: 406,
    title: Words::new("No acceptable format", "沒有可接受的格式", "没有可接受的格式"),
    meaning: Words::new(
        "The Accept header names no media type that this operation can answer in.",
        "Accept 標頭沒有列出這項操作可以使用的媒體類型。",
        "Accept 标头没有列出这项操作可以使用的媒体类型。",
    ),
    remedy: Words::new(
        "Leave the Accept header out, or name a type that the operation offers.",
        "請略去 Accept 標頭，或列出這項操作提供的類型。",
        "请省略 Accept 标头，或列出这项操作提供的类型。",
    ),
};
