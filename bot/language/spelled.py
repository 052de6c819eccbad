"""Phrases that only their diacritics tell from others: «phụ cấp» from «chính phủ cấp», «ban đó» from «bản đồ». For bot.answers.frame.says."""

from __future__ import annotations

# Pay and cost, and what becomes of who fails.
PAY = (
    "phụ cấp", "thù lao", "tiền công", "lãnh lương", "lĩnh lương", "lương tháng",
    "trả lương cho", "lãi suất", "vay vốn", "vốn vay", "allowance", "stipend", "interest rate", "spend on", "spent on", "how much money", "in usd",
    "the cost of", "cost the",
)  # fmt: skip
GENERAL_GOAL = ("mục tiêu chung", "mục tiêu tổng quát", "mục đích chung", "overall goal", "general goal", "overall aim", "general objective")
DOWNLOAD_WHERE = ("tải ở", "tải về ở", "tải từ", "tải về từ", "down ở", "where to download", "download it")
PRICES = ("giá bao nhiêu", "mấy tiền", "bao nhiêu tiền", "giá cả")
LIKE_PRICES = tuple(f"{word} {how}" for word in ("đánh giá", "tham gia", "quốc gia", "chuyên gia") for how in ("bao nhiêu", "mấy"))
MARKET = ("cổ phiếu", "chứng khoán", "hãng nào", "thương hiệu nào", "which brand", "stock market")
SANCTIONS = ("kỷ luật", "phê bình", "xử phạt", "chế tài", "cách chức", "bị phạt", "sanction", "sanctions", "penalty", "penalties")
LIKE_SANCTIONS = ("cơ chế tài", "thiết bị phát")  # which read like them without diacritics: «cơ chế tài chính», «thiết bị phát sóng»
CALL_WHOM = (
    *(
        f"{call} {whom}"
        for call in ("gọi", "gọi điện", "gọi cho", "báo cho", "điện cho", "kêu")
        for whom in ("số nào", "số mấy", "ai", "cơ quan nào", "chỗ nào", "đâu")
    ),
    "which number to call", "who to call", "whom to call", "who do i call",
)  # fmt: skip
DEPUTIES = ("phó chủ tịch", "vice chair", "vice chairs", "deputy chair", "deputy chairs")
THANKS = ("cảm ơn", "cám ơn", "cảm tạ", "đa tạ", "thanks", "thank you", "tks")
WISH = "chúc"
WHERE = "đâu"
# What points to something said before; «đó» is «do» without its diacritics, and «ban đó» would be «bản đồ».
THAT_ONE = tuple(
    f"{noun} {that}"
    for noun in ("vụ", "chuyện", "khoản", "tổ", "ban", "nhóm", "bộ", "cơ quan", "nhiệm vụ", "chỉ tiêu", "mục tiêu", "con số", "tỷ lệ")
    for that in ("đó", "ấy", "này", "kia")
)
THAT_TASK = ("nhiệm vụ đó", "nhiệm vụ này")
THAT_OF_OTHERS = ("dịch vụ này", "dịch vụ đó", "dịch vụ ấy", "cán bộ này", "cán bộ đó")
ONLY_THIS = ("có mỗi", "mỗi mình", "duy nhất", "ngoài ra chẳng", "ngoài ra không", "the only one", "the only target")
EVERY_ONE = (
    *(
        f"mọi {noun}"
        for noun in ("cơ quan", "nhà", "hộ", "gia đình", "doanh nghiệp", "công ty", "người dân", "dịch vụ", "thôn", "hồ sơ", "báo cáo", "giao dịch")
    ),
    "tất cả", "toàn bộ", "toàn thể", "ai cũng", "nào cũng", "đều phải", "all agencies", "all households", "all companies", "every agency", "every household",
    "every citizen", "everyone", "everybody",
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
