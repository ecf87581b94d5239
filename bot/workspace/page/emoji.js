// The short names that people and bots use most. What is not here stays as typed.

const TABLE = `
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|heavy_multiplication_x ✖️|x ❌|negative_squared_cross_mark ❎|heavy_plus_sign ➕
warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|exclamation ❗|heavy_exclamation_mark ❗|grey_exclamation ❕|question ❓|bangbang ‼️
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_brown_circle 🟤
large_red_square 🟥|large_green_square 🟩|large_yellow_square 🟨|large_orange_square 🟧|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛|white_square_button 🔳
large_blue_diamond 🔷|small_blue_diamond 🔹|large_orange_diamond 🔶|small_orange_diamond 🔸|small_red_triangle 🔺
calendar 📆|date 📅|spiral_calendar_pad 🗓️|spiral_note_pad 🗒️|clock1 🕐|clock3 🕒|clock9 🕘|clock12 🕛|alarm_clock ⏰|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|timer_clock ⏲️|watch ⌚
bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣|zzz 💤|speech_balloon 💬|thought_balloon 💭|left_speech_bubble 🗨️|envelope ✉️|email 📧|e-mail 📧|incoming_envelope 📨|mailbox 📫|inbox_tray 📥|outbox_tray 📤|postbox 📮|telephone_receiver 📞|phone ☎️
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|page_with_curl 📃|bookmark_tabs 📑|card_index 📇|card_index_dividers 🗂️|file_folder 📁|open_file_folder 📂|file_cabinet 🗄️|books 📚|book 📖|closed_book 📕|green_book 📗|blue_book 📘|notebook 📓|ledger 📒|scroll 📜|newspaper 📰|label 🏷️|bookmark 🔖|paperclip 📎|linked_paperclips 🖇️|pushpin 📌|round_pushpin 📍|scissors ✂️|wastebasket 🗑️|link 🔗|mag 🔍|mag_right 🔎
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|moneybag 💰|pound 💷|scales ⚖️|balance_scale ⚖️|gear ⚙️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|key 🔑|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|shield 🛡️|construction 🚧|rotating_light 🚨|traffic_light 🚦|vertical_traffic_light 🚦|triangular_flag_on_post 🚩|checkered_flag 🏁|white_flag 🏳️|dart 🎯|bulb 💡|sparkles ✨|star ⭐|zap ⚡|fire 🔥|rocket 🚀|seedling 🌱|herb 🌿|four_leaf_clover 🍀|evergreen_tree 🌲
classical_building 🏛️|office 🏢|hospital 🏥|school 🏫|house 🏠|house_with_garden 🏡|ambulance 🚑|stethoscope 🩺|syringe 💉|pill 💊
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_forward ▶️|fast_forward ⏩|arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️|arrows_counterclockwise 🔄|repeat 🔁|twisted_rightwards_arrows 🔀|arrow_upper_right ↗️|arrow_heading_down ⤵️|arrow_heading_up ⤴️|information_source ℹ️|new 🆕|ok 🆗|up 🆙|soon 🔜|back 🔙|end 🔚|black_small_square ▪️|heavy_minus_sign ➖|double_vertical_bar ⏸️|pause_button ⏸️|black_square_for_stop ⏹️|stop_button ⏹️|recycle ♻️|copyright ©️
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|zero 0️⃣|keycap_ten 🔟|hash #️⃣
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|raised_hand ✋|hand ✋|raising_hand 🙋|ok_hand 👌|clap 👏|pray 🙏|handshake 🤝|palm_tree 🌴|point_right 👉|point_left 👈|point_up ☝️|point_down 👇|muscle 💪|raised_hands 🙌|writing_hand ✍️|v ✌️|eyes 👀|busts_in_silhouette 👥|bust_in_silhouette 👤|speaking_head_in_silhouette 🗣️|robot_face 🤖
smile 😄|smiley 😃|grinning 😀|grin 😁|slightly_smiling_face 🙂|wink 😉|blush 😊|thinking_face 🤔|neutral_face 😐|slightly_frowning_face 🙁|cry 😢|sob 😭|joy 😂|sweat_smile 😅|relieved 😌|sunglasses 😎|tada 🎉|confetti_ball 🎊|heart ❤️|green_heart 💚|blue_heart 💙|purple_heart 💜|yellow_heart 💛|coffee ☕|tea 🍵|birthday 🎂|sunny ☀️|rain_cloud 🌧️|umbrella ☔|snowflake ❄️|christmas_tree 🎄|gb 🇬🇧|flag-gb 🇬🇧|100 💯`;

const EMOJI = new Map(
  TABLE.split(/[|\n]/)
    .map((entry) => entry.trim().split(" "))
    .filter((pair) => pair.length === 2),
);

/** The character for a short name, without its colons; null if unknown. */
export function emoji(name) {
  return EMOJI.get(name.replace(/::?skin-tone-\d$/, "")) ?? null;
}
