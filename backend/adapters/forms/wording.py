"""The words that every form carries, whatever it asks for. They are printed on paper, not said in a chat."""

MARK = "样本 · 人是编的，只给您看怎么填，不能当材料交"
NOTE = "用黑色的笔填，字写清楚；填完签名、写日期，再拍照或者扫描。"
SEAL = "（单位盖章）"
SIGN_DATE = "日期："
SIGN_DATE_BLANK = "　　　年　　月　　日"
WATERMARK = "样本"
