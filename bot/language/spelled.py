"""Words and phrases that only their diacritics tell from others: «phụ cấp» from «chính phủ cấp», «ban đó» from «bản đồ». For bot.answers.frame.says."""

from __future__ import annotations

# Pay and cost, and what becomes of who fails.
PAY = (
    *(f"{asked}{draw} lương" for draw in ("lãnh", "lĩnh") for asked in ("có ", "được ", "có được ")),
    *(f"{draw} lương {asked}" for draw in ("lãnh", "lĩnh") for asked in ("không", "bao nhiêu", "mấy", "hả", "của ai", "từ đâu", "ở đâu", "ai trả")),
    "phụ cấp", "thù lao", "tiền công", "lương tháng", "trả lương cho", "lãi suất mấy", "lãi suất bao nhiêu",
    "lãi suất là bao nhiêu", 
    "allowance", "stipend", "what interest rate", "spend on", "spent on", "how much money",
    "in usd", "the cost of", "cost the",
)  # fmt: skip
TAXES = tuple(f"{tax} {how}" for tax in ("nộp thuế", "đóng thuế", "chịu thuế", "thuế suất", "tiền thuế") for how in ("bao nhiêu", "mấy", "là bao nhiêu"))
GENERAL_GOAL = (
    *(
        f"{aims} {what}"
        for aims in ("nhắm tới", "nhắm đến", "hướng tới", "hướng đến")
        for what in ("cái gì", "điều gì", "cái chi", "mục đích gì", "mục đích chung")
    ),
    "mục tiêu chung",
    "mục tiêu tổng quát",
    "mục đích chung",
    "overall goal",
    "general goal",
    "overall aim",
    "general objective",
)
DOWNLOAD_WHERE = ("tải ở", "tải về ở", "tải từ", "tải về từ", "down ở", "where to download", "download it")
PRICES = ("giá bao nhiêu", "mấy tiền", "bao nhiêu tiền", "giá cả", "vay vốn", "vốn vay")
LIKE_PRICES = tuple(f"{word} {how}" for word in ("đánh giá", "tham gia", "quốc gia", "chuyên gia") for how in ("bao nhiêu", "mấy"))
MARKET = ("cổ phiếu", "chứng khoán", "hãng nào", "thương hiệu nào", "which brand", "stock market")
SANCTIONS = ("kỷ luật", "phê bình", "xử phạt", "chế tài", "cách chức", "bị phạt", "sanction", "sanctions", "penalty", "penalties")
LIKE_SANCTIONS = ("cơ chế tài", "thiết bị phát")  # which read like them without diacritics: «cơ chế tài chính», «thiết bị phát sóng»
TAX_RETURNS = ("tờ khai thuế", "quyết toán thuế", "hạn nộp thuế", "hạn khai thuế", "tax return", "tax declaration")
WHOSE_TENDER = ("nào trúng thầu", "ai trúng thầu", "nhà thầu nào", "trúng thầu dự án", "trúng thầu làm", "trúng thầu xây", "won the contract", "won the tender")
TENDERS = ("trúng thầu", "đấu thầu", "nhà thầu", "gói thầu", "bỏ thầu", "won the contract", "won the tender", "contractor")
MEETINGS = tuple(f"họp {how}" for how in ("mấy phiên", "mấy lần", "mấy cuộc", "mấy bận", "bao nhiêu phiên", "bao nhiêu lần", "bao nhiêu cuộc")) + (
    "phiên họp thứ", "how many meetings",
)  # fmt: skip
CALL_WHOM = (
    *(
        f"{call} {whom}"
        for call in ("gọi", "gọi điện", "gọi cho", "báo cho", "điện cho")
        for whom in ("số nào", "số mấy", "ai", "đâu")
    ),
    "which number to call", "who to call", "whom to call", "who do i call",
)  # fmt: skip
DEPUTIES = ("phó chủ tịch", "vice chair", "vice chairs", "deputy chair", "deputy chairs")
# «có cao bằng vậy không» is as high as that, and names no province; by the word before it and the one behind.
AS_HIGH = ("cao", "bằng")
BEFORE_AS_HIGH = frozenset(("đặt", "không", "hơn", "chỉ", "cũng", "mức", "chẳng", "chưa"))
BEHIND_AS_HIGH = frozenset(("vậy", "thế", "nhau", "chừng", "nó"))
BEHIND_HAS_AS_HIGH = frozenset(("cái", "con", "mức", "nhiệm", "chỉ", "ấy", "này"))  # with «có» before it
HAS = "có"
BEFORE_THE_PLACE = frozenset(("ở", "tỉnh", "tại", "về", "quê", "dân", "tận"))
# Words of two syllables of which no name begins with the second, or ends with the first: «do Ủy ban chỉ đạo» names no «ban chỉ đạo».
UNPARTED = (("ủy", "ban"), ("bộ", "phận"), ("cán", "bộ"))
ALL_MINISTERS = tuple(f"{several} {minister}" for several in ("các", "những", "mấy") for minister in ("bộ trưởng", "ông bộ trưởng", "vị bộ trưởng"))
THE_MINISTRIES = tuple(f"{several} bộ" for several in ("các", "những", "mấy"))
SEVERAL_MINISTRIES = tuple(f"{several} {body} nào" for several in ("các", "những", "mấy") for body in ("bộ", "bộ trưởng", "cơ quan"))
BY_NAME = (
    "đọc tên",
    "gọi tên",
    "nêu rõ",
    "cho tên",
    "nêu tên",
    "kể tên",
    "điểm tên",
    "xin tên",
    "biết tên",
    "tên các",
    "tên những",
    "liệt kê",
    "danh sách",
    "kể ra",
)
FOUR_MINISTERS = tuple(f"{four} {minister}" for four in ("bốn", "4") for minister in ("bộ trưởng", "ông bộ trưởng", "vị bộ trưởng", "bộ"))
ALL_THE = "tất cả các"
GIVE = "cung cấp"  # what is asked of us, and what a target asks of others
THANKS = ("cảm ơn", "cám ơn", "cảm tạ", "đa tạ", "thanks", "thank you", "tks")
WISH = "chúc"
WHERE = "đâu"
SET = "đã đặt"  # which is «đã đạt» without its diacritics
RANKS = ("đứng hạng", "hạng nhất", "hạng nhứt", "hạng nhì", "hạng mấy", "thứ hạng")
AS_IT_IS_NOW = ("bây giờ", "hiện giờ", "giờ", "hiện nay", "nay", "hiện tại", "now", "today")  # not «này»
# What was said last, of whatever: «con số vừa rồi».
JUST_NOW = ("vừa rồi", "vừa nói", "lúc nãy", "ban nãy", "hồi nãy", "khi nãy")
HOLDS = ("nắm", "ôm", "gánh", "cầm", "giữ", "quản")  # a task, behind the name of a body
# What points to something said before; «đó» is «do» without its diacritics, and «ban đó» would be «bản đồ».
THAT_ONE = tuple(
    f"{noun} {that}"
    for noun in ("vụ", "việc", "chuyện", "khoản", "nền tảng", "tổ", "ban", "nhóm", "bộ", "cơ quan", "nhiệm vụ", "chỉ tiêu", "mục tiêu", "con số", "tỷ lệ")
    for that in ("đó", "ấy", "này", "kia")
)
THAT_TASK = ("nhiệm vụ đó", "nhiệm vụ này")
THAT_OF_OTHERS = ("dịch vụ này", "dịch vụ đó", "dịch vụ ấy", "cán bộ này", "cán bộ đó")
ONLY_THIS = ("có mỗi", "mỗi mình", "duy nhất", "ngoài ra chẳng", "ngoài ra không", "the only one", "the only target")
_COUNTED = ("cơ quan", "nhà", "hộ", "hộ gia đình", "gia đình", "doanh nghiệp", "công ty", "người dân", "dịch vụ", "thôn", "hồ sơ", "báo cáo")
EVERY_ONE = (
    *(f"{every} {noun}" for every in ("mọi", "tất cả", "tất cả các", "toàn bộ", "toàn bộ các") for noun in _COUNTED),
    *(f"{noun} nào cũng" for noun in _COUNTED),
    "ai cũng", "all agencies", "all households", "all companies", "every agency", "every household", "every company", "every citizen",
)  # fmt: skip
# What makes another claim of it: «không phải hộ nào cũng …», «tất cả doanh nghiệp được hỗ trợ».
NOT_THAT = (
    "không phải hộ", "không phải nhà", "không phải ai", "không phải mọi", "không phải tất cả", "đâu phải", "chứ không", "không bắt", "hầu hết",
    "chưa chắc", "nhất thiết", "miễn phí", "được tặng", "hỗ trợ", "bao gồm", "gồm", "tính", "bắt buộc", "tiền", "not all", "not every", "free",
)  # fmt: skip
# The groups that targets come in; «máy, mạng, sóng» names none.
GROUPS = (
    "chia mấy nhóm", "mấy nhóm", "bao nhiêu nhóm", "những nhóm nào", "mấy mảng", "những mảng nào", "mấy trụ cột", "trụ cột nào", "chia theo nhóm", "nhóm lớn",
    "ba trụ cột", "three pillars", "which pillars",
)  # fmt: skip
# How many a share makes; and words that go on as another one: «nhiều tỷ lệ», «mấy vấn đề».
IN_NUMBERS = (
    *(
        f"{how} {many}"
        for how in ("bao nhiêu", "mấy")
        for many in ("triệu", "tỷ", "tỉ", "ngàn", "nghìn", "vạn", "chục triệu", "chục ngàn", "chục nghìn", "trăm ngàn", "trăm nghìn")
    ),
    "con số tuyệt đối", "how many million", "how many thousand",
)  # fmt: skip
LIKE_NUMBERS = ("tỷ lệ", "tỉ lệ", "tỷ trọng", "ngân hàng", "ngân sách", "vấn đề", "văn bản")
