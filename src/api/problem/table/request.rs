//! The entries for requests that cannot be read or ask for what does not exist in the contract.
//! It knows texts and must not know how such requests are recognised.

use super::Entry;
use crate::api::problem::language::Words;

pub(super) static MALFORMED_REQUEST: Entry = Entry {
    status: 400,
    title: Words::new("The request cannot be read", "無法讀取請求", "无法读取请求"),
    meaning: Words::new(
        "The request is not written the way HTTP or JSON requires.",
        "請求的寫法不符合 HTTP 或 JSON 的規定。",
        "请求的写法不符合 HTTP 或 JSON 的规定。",
    ),
    remedy: Words::new(
        "Check the headers and the syntax of the JSON body, then send the request again.",
        "請檢查標頭和 JSON 內文的語法，然後再次發出請求。",
        "请检查标头和 JSON 正文的语法，然后再次发出请求。",
    ),
};

pub(super) static INVALID_PARAMETER: Entry = Entry {
    status: 400,
    title: Words::new("A parameter is not valid", "參數無效", "参数无效"),
    meaning: Words::new(
        "At least one parameter has a value that this operation does not accept, or was given more than once.",
        "最少有一個參數的值不獲這項操作接受，或重複出現。",
        "至少有一个参数的值不被这项操作接受，或重复出现。",
    ),
    remedy: Words::new(
        "Correct the parameters listed under errors and send the request again. The API reference says what each one accepts.",
        "請更正 errors 所列的參數，然後再次發出請求。API 參考文件列明每個參數可接受的值。",
        "请更正 errors 所列的参数，然后再次发出请求。API 参考文档列明每个参数可接受的值。",
    ),
};

pub(super) static UNKNOWN_PARAMETER: Entry = Entry {
    status: 400,
    title: Words::new("Unknown parameter", "未知的參數", "未知的参数"),
    meaning: Words::new(
        "The query has at least one parameter that this operation does not have. It is refused so that a misspelt filter is noticed.",
        "查詢字串中最少有一個參數不屬於這項操作。我們拒絕這類請求，以免拼錯的篩選條件不被察覺。",
        "查询字符串中至少有一个参数不属于这项操作。我们拒绝这类请求，以免拼错的筛选条件不被察觉。",
    ),
    remedy: Words::new(
        "Remove or correct the parameters listed under errors. Where a known name is close, it is suggested there.",
        "請刪除或更正 errors 所列的參數。如有相近的名稱，errors 會一併提供建議。",
        "请删除或更正 errors 所列的参数。如有相近的名称，errors 会一并提供建议。",
    ),
};

pub(super) static INVALID_CURSOR: Entry = Entry {
    status: 400,
    title: Words::new("The cursor is not valid", "游標無效", "游标无效"),
    meaning: Words::new(
        "The cursor was altered, was not made by this service, or belongs to a list with other filters or another sort order.",
        "游標曾被更改、並非由本服務產生，或屬於另一組篩選條件或排序方式的清單。",
        "游标曾被更改、并非由本服务生成，或属于另一组筛选条件或排序方式的列表。",
    ),
    remedy: Words::new(
        "Send the cursor exactly as it was given, with the same filters and sort order, or start again without one.",
        "請按原樣傳送游標，並使用相同的篩選條件和排序方式；或不用游標，從頭開始。",
        "请按原样发送游标，并使用相同的筛选条件和排序方式；或不用游标，从头开始。",
    ),
};

pub(super) static INVALID_UTF8: Entry = Entry {
    status: 400,
    title: Words::new(
        "The address is not valid UTF-8",
        "網址不是有效的 UTF-8",
        "网址不是有效的 UTF-8",
    ),
    meaning: Words::new(
        "The path or the query contains bytes that are not UTF-8 text.",
        "網址的路徑或查詢字串含有不屬於 UTF-8 文字的位元組。",
        "网址的路径或查询字符串含有不属于 UTF-8 文本的字节。",
    ),
    remedy: Words::new(
        "Write the text in UTF-8 before percent-encoding it.",
        "請先以 UTF-8 編寫文字，再作百分號編碼。",
        "请先以 UTF-8 编写文本，再作百分号编码。",
    ),
};

pub(super) static INVALID_IDENTIFIER: Entry = Entry {
    status: 400,
    title: Words::new("The identifier is not valid", "識別碼無效", "标识符无效"),
    meaning: Words::new(
        "An identifier in the request is not a well-formed UUID.",
        "請求中有識別碼不符合 UUID 的格式。",
        "请求中有标识符不符合 UUID 的格式。",
    ),
    remedy: Words::new(
        "Use the identifier exactly as the service gave it: 32 hexadecimal digits in five groups joined by hyphens.",
        "請按原樣使用本服務提供的識別碼：32 個十六進位數字，分為五組，以連字號相連。",
        "请按原样使用本服务提供的标识符：32 个十六进制数字，分为五组，以连字符相连。",
    ),
};

pub(super) static BODY_TOO_LARGE: Entry = Entry {
    status: 413,
    title: Words::new("The body is too large", "請求內文過大", "请求正文过大"),
    meaning: Words::new(
        "The body of the request is longer than this operation accepts.",
        "請求內文超過這項操作可接受的長度。",
        "请求正文超过这项操作可接受的长度。",
    ),
    remedy: Words::new(
        "Shorten the body or split it into several requests.",
        "請縮短內文，或分成多個請求發出。",
        "请缩短正文，或分成多个请求发出。",
    ),
};

pub(super) static URI_TOO_LONG: Entry = Entry {
    status: 414,
    title: Words::new("The address is too long", "網址過長", "网址过长"),
    meaning: Words::new(
        "The path and query of the request are longer than the service accepts.",
        "請求的路徑和查詢字串超過本服務可接受的長度。",
        "请求的路径和查询字符串超过本服务可接受的长度。",
    ),
    remedy: Words::new(
        "Use fewer or shorter filters, or ask in several requests.",
        "請減少或縮短篩選條件，或分成多個請求查詢。",
        "请减少或缩短筛选条件，或分成多个请求查询。",
    ),
};

pub(super) static UNSUPPORTED_MEDIA_TYPE: Entry = Entry {
    status: 415,
    title: Words::new(
        "The type of the body is not supported",
        "不支援請求內文的類型",
        "不支持请求正文的类型",
    ),
    meaning: Words::new(
        "The body of the request is of a media type or content coding that this operation does not read.",
        "請求內文的媒體類型或內容編碼不受這項操作支援。",
        "请求正文的媒体类型或内容编码不受这项操作支持。",
    ),
    remedy: Words::new(
        "Send the body as a type that the API reference lists for the operation and name it in Content-Type.",
        "請以 API 參考文件就這項操作列明的類型傳送內文，並在 Content-Type 註明。",
        "请以 API 参考文档就这项操作列明的类型发送正文，并在 Content-Type 中注明。",
    ),
};

pub(super) static HEADERS_TOO_LARGE: Entry = Entry {
    status: 431,
    title: Words::new("The headers are too large", "請求標頭過大", "请求标头过大"),
    meaning: Words::new(
        "The headers of the request are together longer than the service accepts.",
        "請求標頭的總長度超過本服務可接受的上限。",
        "请求标头的总长度超过本服务可接受的上限。",
    ),
    remedy: Words::new(
        "Send fewer or shorter headers; large cookies are the usual cause.",
        "請減少或縮短標頭；常見原因是 Cookie 過大。",
        "请减少或缩短标头；常见原因是 Cookie 过大。",
    ),
};
