//! The sentences of refusals by the policy, and of conflicts with what is stored. Matched exhaustively, so that no rule
//! can lack its sentence.

use crate::api::problem::language::Words;
use crate::app::Conflict;
use crate::authz::Rule;

/// Why the policy refuses. A rule that allows never comes here; its sentence is the general one.
#[expect(clippy::too_many_lines, reason = "a table with one entry per rule")]
pub(super) const fn refusal(rule: Rule) -> Words {
    match rule {
        Rule::AccountsNeedAdministrator => Words::new(
            "Only administrators keep the accounts of staff and machines.",
            "只有管理員可以管理職員及系統帳戶。",
            "只有管理员可以管理职员及系统账户。",
        ),
        Rule::CatalogueNeedsAdministrator => Words::new(
            "Only administrators change the structure of the catalogue.",
            "只有管理員可以更改目錄的結構。",
            "只有管理员可以更改目录的结构。",
        ),
        Rule::OwnDepartmentOnly => Words::new(
            "You may change only initiatives that your own department leads.",
            "你只可更改由所屬部門主導的措施。",
            "你只可更改由所属部门主导的措施。",
        ),
        Rule::ReportingDepartmentReportsOnly => Words::new(
            "Your department reports on this initiative and may change nothing else of it.",
            "所屬部門只獲授權匯報這項措施，不可更改其他內容。",
            "所属部门只获授权汇报这项措施，不可更改其他内容。",
        ),
        Rule::DelegationNeedsPublisher => Words::new(
            "Only a publisher of the lead department says who else reports.",
            "只有主導部門的發布人員可以指定其他匯報部門。",
            "只有主导部门的发布人员可以指定其他汇报部门。",
        ),
        Rule::ReportingDepartmentsOnly => Words::new(
            "Your department neither leads this initiative nor is listed as reporting on it.",
            "所屬部門既非這項措施的主導部門，亦未獲授權匯報。",
            "所属部门既非这项措施的主导部门，亦未获授权汇报。",
        ),
        Rule::PublisherNeeded => Words::new(
            "This needs a publisher of your department.",
            "這項操作須由所屬部門的發布人員進行。",
            "这项操作须由所属部门的发布人员进行。",
        ),
        Rule::ReopeningNeedsAdministrator => Words::new(
            "Only an administrator reopens an initiative that has ended.",
            "只有管理員可以重新開啟已結束的措施。",
            "只有管理员可以重新开启已结束的措施。",
        ),
        Rule::ProgressNeedsDepartmentRole => Words::new(
            "Initiatives are changed by publishers and contributors of a department.",
            "措施只可由部門的發布人員或編輯人員更改。",
            "措施只可由部门的发布人员或编辑人员更改。",
        ),
        Rule::SubmissionsNeedRole => Words::new(
            "Submissions that are not public are for moderators and responders.",
            "未公開的意見只供審核人員及回覆人員處理。",
            "未公开的意见只供审核人员及回复人员处理。",
        ),
        Rule::AssignedDepartmentOnly => Words::new(
            "The submission is not assigned to your department.",
            "這份意見並非交由所屬部門處理。",
            "这份意见并非交由所属部门处理。",
        ),
        Rule::ModeratorNeeded => Words::new(
            "Only a moderator triages, assigns, publishes, hides or closes a submission without a reply.",
            "只有審核人員可以分流、分派、公開或隱藏意見，或不經回覆而結案。",
            "只有审核人员可以分流、分派、公开或隐藏意见，或不经回复而结案。",
        ),
        Rule::ResponderNeeded => Words::new(
            "Only responders reply for a department and ask authors.",
            "只有回覆人員可以代表部門回覆意見及向提交人查詢。",
            "只有回复人员可以代表部门回复意见及向提交人查询。",
        ),
        Rule::ContactNeedsResponder => Words::new(
            "Contact details are only for those who answer the submission.",
            "聯絡資料只供負責回覆這份意見的人員查閱。",
            "联络资料只供负责回复这份意见的人员查阅。",
        ),
        Rule::AuditNeedsAuditor => Words::new(
            "Only auditors read the audit log.",
            "只有審計人員可以查閱審計記錄。",
            "只有审计人员可以查阅审计记录。",
        ),
        Rule::AuditorWritesNothing => Words::new(
            "Auditors write nothing.",
            "審計人員不可更改任何內容。",
            "审计人员不可更改任何内容。",
        ),
        Rule::NoRole => Words::new(
            "Your account holds no role.",
            "你的帳戶沒有任何角色。",
            "你的账户没有任何角色。",
        ),
        Rule::KeyScope => Words::new(
            "The key was not made for this.",
            "這個金鑰不適用於這項操作。",
            "这个密钥不适用于这项操作。",
        ),
        Rule::PeopleOnly => Words::new(
            "This is for people who have signed in, not for machines.",
            "這項操作只供已登入的人員使用，不供系統使用。",
            "这项操作只供已登录的人员使用，不供系统使用。",
        ),
        Rule::AdministratorKeepsAccounts
        | Rule::AdministratorKeepsCatalogue
        | Rule::AdministratorActsForDepartment
        | Rule::DepartmentEditsOwn
        | Rule::LeadPublisherDelegates
        | Rule::DepartmentReports
        | Rule::PublisherAnswers
        | Rule::ModeratorModerates
        | Rule::ResponderAnswersOwn
        | Rule::AuditorReadsEverything
        | Rule::OperatorOwnsInstallation => super::words::FORBIDDEN,
    }
}

/// Why what is stored does not allow it.
pub(super) const fn conflict(conflict: Conflict) -> Words {
    match conflict {
        Conflict::LastAdministrator => Words::new(
            "Nobody would be left who can administer the installation.",
            "這樣會令系統再沒有任何管理員。",
            "这样会令系统再没有任何管理员。",
        ),
        Conflict::EmailTaken => Words::new(
            "Another account has this email address.",
            "另一個帳戶已使用這個電郵地址。",
            "另一个账户已使用这个电邮地址。",
        ),
        Conflict::NameTaken => Words::new(
            "Another one has this name already.",
            "這個名稱已被使用。",
            "这个名称已被使用。",
        ),
        Conflict::CodeTaken => Words::new(
            "Another one has this code already.",
            "這個代碼已被使用。",
            "这个代码已被使用。",
        ),
        Conflict::AlreadyRevoked => Words::new(
            "The key was withdrawn before.",
            "這個金鑰早前已被撤銷。",
            "这个密钥早前已被撤销。",
        ),
        Conflict::StateDoesNotAllow => Words::new(
            "The present state does not lead there; allowed_transitions lists where it leads.",
            "現時的狀態不能轉為所要求的狀態；allowed_transitions 列出可轉往的狀態。",
            "当前的状态不能转为所要求的状态；allowed_transitions 列出可转往的状态。",
        ),
        Conflict::OnRecord => Words::new(
            "It was reported on, or is older than a day, and stays on record. It can be cancelled instead.",
            "項目已有匯報記錄或已存在超過一日，必須保留。可改為取消。",
            "项目已有汇报记录或已存在超过一日，必须保留。可改为取消。",
        ),
        Conflict::AlreadyPublished => Words::new(
            "The update is public already.",
            "這則進度更新已經發布。",
            "这则进度更新已经发布。",
        ),
        Conflict::DateIsSettled => Words::new(
            "The promise was kept or given up, so its date no longer moves.",
            "承諾已兌現或已取消，日期不可再更改。",
            "承诺已兑现或已取消，日期不可再更改。",
        ),
        Conflict::TooManyMilestones => Words::new(
            "The initiative has as many milestones as one may have.",
            "這項措施的里程碑數目已達上限。",
            "这项措施的里程碑数目已达上限。",
        ),
        Conflict::EnoughMessages => Words::new(
            "No more messages can be added about this submission.",
            "這份意見的訊息數目已達上限。",
            "这份意见的信息数目已达上限。",
        ),
        Conflict::NotToBePublished => Words::new(
            "The author does not let the submission be published, or took it back.",
            "提交人不同意公開這份意見，或已將其撤回。",
            "提交人不同意公开这份意见，或已将其撤回。",
        ),
        Conflict::AccountDisabled => {
            Words::new("The account is disabled.", "這個帳戶已停用。", "这个账户已停用。")
        }
    }
}
