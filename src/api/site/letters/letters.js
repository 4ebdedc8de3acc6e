// Takes the secret of a letter's link from behind the `#` of the address, removes it from there, and hands it to the API with
// what the letter's addressee says.
"use strict";

const TEXTS = {
  "en": {
    heading: "Email to your address",
    explanation: "Somebody gave your email address with a view or a suggestion. Are you to be told by email what becomes of it?",
    missing: "This page works only with the link in one of our emails.",
    confirm: "Yes, this is my address: write to me",
    refuse: "No: never write to this address again",
    confirmed: "Thank you. You will be told by email what happens from now on.",
    refused: "We will not write to this address again. With the same link you can change your mind.",
    failed: "The server could not be reached. Please try again.",
  },
  "zh-Hant": {
    heading: "發送至你的電郵地址的電郵",
    explanation: "有人在提交意見時填寫了你的電郵地址。你是否希望以電郵獲知該意見的進展？",
    missing: "這個頁面只可經我們電郵內的連結使用。",
    confirm: "是，這是我的地址，請發送電郵給我",
    refuse: "否，請勿再發送電郵至這個地址",
    confirmed: "多謝。今後如有進展，我們會以電郵通知你。",
    refused: "我們不會再發送電郵至這個地址。如改變主意，可使用同一連結。",
    failed: "未能連接伺服器，請再試。",
  },
  "zh-Hans": {
    heading: "发送至您的电邮地址的电邮",
    explanation: "有人在提交意见时填写了您的电邮地址。您是否希望以电邮获知该意见的进展？",
    missing: "这个页面只可经我们电邮内的链接使用。",
    confirm: "是，这是我的地址，请发送电邮给我",
    refuse: "否，请勿再向这个地址发送电邮",
    confirmed: "多谢。今后如有进展，我们会以电邮通知您。",
    refused: "我们不会再向这个地址发送电邮。如改变主意，可使用同一链接。",
    failed: "未能连接服务器，请再试。",
  },
};

const OUTCOMES = { confirm: "confirmed", refuse: "refused" };

function chosenLanguage() {
  const wanted = navigator.language.toLowerCase();
  if (/^zh-(hant|hk|tw|mo)/.test(wanted)) return "zh-Hant";
  return wanted.startsWith("zh") ? "zh-Hans" : "en";
}

const language = chosenLanguage();
const texts = TEXTS[language];
const token = new URLSearchParams(location.hash.slice(1)).get("token");
// Neither history nor anybody looking over a shoulder keeps the secret.
history.replaceState(null, "", location.pathname);

const find = (id) => document.getElementById(id);
const form = find("form");
const buttons = [...form.querySelectorAll("button")];

document.documentElement.lang = language;
find("heading").textContent = texts.heading;
document.title = texts.heading;
find("explanation").textContent = token ? texts.explanation : texts.missing;
for (const button of buttons) button.textContent = texts[button.value];
form.hidden = !token;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = event.submitter ? event.submitter.value : "confirm";
  for (const button of buttons) button.disabled = true;
  try {
    const response = await fetch("/api/v1/letters/consent", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": language },
      body: JSON.stringify({ token, answer }),
    });
    find("outcome").textContent = response.ok
      ? texts[OUTCOMES[answer]]
      : (await response.json()).detail;
  } catch {
    find("outcome").textContent = texts.failed;
  }
  for (const button of buttons) button.disabled = false;
});
