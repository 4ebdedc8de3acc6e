// Takes the secret of a one-time link from behind the `#` of the address, removes it from there, and hands it to the API
// with the password that its owner chooses.
"use strict";

const TEXTS = {
  "en": {
    heading: "Choose a password",
    setup: "Make the first administrator",
    explanation: "The link that brought you here is good once.",
    missing: "This page works only with a one-time link. Ask an administrator for one.",
    email: "Email address",
    name: "Name",
    password: "New password",
    hint: "12 to 128 characters; several words that have nothing to do with each other are good.",
    button: "Save",
    done: "The password is set. Sign in with it.",
    failed: "The server could not be reached. Please try again.",
  },
  "zh-Hant": {
    heading: "設定密碼",
    setup: "建立第一位管理員",
    explanation: "你所使用的連結只可使用一次。",
    missing: "這個頁面只可經一次性連結使用，請向管理員索取。",
    email: "電郵地址",
    name: "姓名",
    password: "新密碼",
    hint: "12 至 128 個字元；宜選用數個互不相關的詞語。",
    button: "儲存",
    done: "密碼已設定，請以新密碼登入。",
    failed: "未能連接伺服器，請再試。",
  },
  "zh-Hans": {
    heading: "设置密码",
    setup: "创建第一位管理员",
    explanation: "你所使用的链接只可使用一次。",
    missing: "这个页面只可经一次性链接使用，请向管理员索取。",
    email: "电邮地址",
    name: "姓名",
    password: "新密码",
    hint: "12 至 128 个字符；宜选用数个互不相关的词语。",
    button: "保存",
    done: "密码已设置，请以新密码登录。",
    failed: "未能连接服务器，请再试。",
  },
};

const MEMBERS = ["email", "name", "password"];

function chosenLanguage() {
  const wanted = navigator.language.toLowerCase();
  if (/^zh-(hant|hk|tw|mo)/.test(wanted)) return "zh-Hant";
  return wanted.startsWith("zh") ? "zh-Hans" : "en";
}

const language = chosenLanguage();
const texts = TEXTS[language];
const link = new URLSearchParams(location.hash.slice(1));
const setup = link.get("setup");
const invitation = link.get("invitation");
// Neither history nor anybody looking over a shoulder keeps the secret.
history.replaceState(null, "", location.pathname);

const find = (id) => document.getElementById(id);
const form = find("form");

document.documentElement.lang = language;
find("heading").textContent = setup ? texts.setup : texts.heading;
document.title = find("heading").textContent;
find("explanation").textContent = setup || invitation ? texts.explanation : texts.missing;
find("hint").textContent = texts.hint;
for (const name of MEMBERS) document.querySelector(`label[for=${name}]`).textContent = texts[name];
form.querySelector("button").textContent = texts.button;
form.querySelector(".setup").hidden = !setup;
form.hidden = !(setup || invitation);

function showFaults(problem) {
  let rest = problem.errors.length ? "" : problem.detail;
  for (const fault of problem.errors) {
    const name = (fault.pointer || "").slice(1);
    const place = MEMBERS.includes(name) ? find(`${name}-fault`) : null;
    if (place) {
      place.textContent = fault.message;
      find(name).setAttribute("aria-invalid", "true");
    } else {
      rest = fault.message;
    }
  }
  find("outcome").textContent = rest;
}

function clearFaults() {
  for (const name of MEMBERS) {
    find(`${name}-fault`).textContent = "";
    find(name).removeAttribute("aria-invalid");
  }
  find("outcome").textContent = "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearFaults();
  const password = find("password").value;
  const [path, body] = setup
    ? ["setup", { token: setup, email: find("email").value, name: find("name").value, password }]
    : ["invitations/accept", { token: invitation, password }];
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const response = await fetch(`/api/v1/auth/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": language },
      body: JSON.stringify(body),
    });
    if (response.ok) {
      form.hidden = true;
      find("explanation").textContent = "";
      find("outcome").textContent = texts.done;
    } else {
      showFaults(await response.json());
    }
  } catch {
    find("outcome").textContent = texts.failed;
  }
  button.disabled = false;
});
