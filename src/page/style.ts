// Styles the page: two palettes, one scale of sizes, and marks that keep their size on a phone.

export const STYLE = `
:root{color-scheme:light dark;--paper:#faf8f4;--card:#fffefb;--ink:#1c2128;--soft:#5c6470;--line:#e2ddd2;--grid:#ece8de;
--accent:#0b6b63;--good:#16764a;--bad:#b3261e;--warn:#99590a;--idle:#a9adb3;--tint:#e4f0ee}
@media(prefers-color-scheme:dark){:root{--paper:#12151a;--card:#191d24;--ink:#e8e6e1;--soft:#9aa3af;--line:#2b313b;--grid:#252a33;
--accent:#5cc4b8;--good:#5fbf8c;--bad:#f28b82;--warn:#e3ac5a;--idle:#59616d;--tint:#17302f}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:76rem;margin:0 auto;padding:2.5rem 1rem 6rem}
a{color:inherit}
h1,h2{font-family:"Iowan Old Style",Palatino,"Palatino Linotype",Charter,Georgia,serif;font-weight:600;line-height:1.15;letter-spacing:-.01em;margin:0}
h1{font-size:clamp(2.1rem,1.4rem + 3vw,3.4rem)}
h2{font-size:1.7rem}
h3{font-size:1rem;margin:0;line-height:1.35}
p{margin:0}
.lead{font-size:1.15rem;margin-top:.9rem;max-width:38em}
.soft,figcaption,.why{color:var(--soft)}
.small,figcaption,.why{font-size:.875rem}
header .small{margin-top:.5rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-top:1.5rem;padding-top:.9rem;border-top:1px solid var(--line);font-size:.9rem}
nav a{text-decoration:none;color:var(--accent);padding:.15rem 0}
nav a:hover{text-decoration:underline}
section{margin-top:4rem}
section>.small{margin-top:.4rem;max-width:44em}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:1rem;margin-top:1.5rem}
.grid.pair{grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr))}
.wide{margin-top:1.5rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.15rem 1.15rem .9rem;min-width:0}
.card>figure{margin-top:.8rem}
figure{margin:0}
.value{font-size:2.1rem;font-weight:600;letter-spacing:-.02em;line-height:1.15;margin-top:.6rem}
.value.none{font-size:1.15rem;font-weight:500;color:var(--soft);letter-spacing:0;line-height:1.4}
.chips{display:flex;flex-wrap:wrap;gap:.35rem;margin-top:.55rem}
.chip{font-size:.8rem;line-height:1.3;border:1px solid var(--line);border-radius:99px;padding:.15rem .6rem}
.chip.good{color:var(--good);border-color:currentColor}
.chip.bad{color:var(--bad);border-color:currentColor}
.chip.warn{color:var(--warn);border-color:currentColor}
.alarms{list-style:none;margin:1.75rem 0 0;padding:0;display:grid;gap:.5rem}
.alarms li{border-left:3px solid var(--bad);background:var(--card);padding:.65rem .9rem;border-radius:0 10px 10px 0}
.empty{margin-top:1.25rem;padding:1.4rem;border:1px dashed var(--line);border-radius:14px;color:var(--soft);max-width:44em}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-size:11px;fill:var(--soft);font-family:inherit}
svg a:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.rule{stroke:var(--grid);stroke-width:1}
.target{stroke:var(--warn);stroke-width:1.25;stroke-dasharray:4 3}
text.targetword{fill:var(--warn)}
.break{stroke:var(--soft);stroke-width:1;stroke-dasharray:1 3}
.path{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dot{fill:var(--card);stroke:var(--accent);stroke-width:2}
.dot.last{fill:var(--accent)}
.gap{stroke:var(--bad);stroke-width:1.75;stroke-linecap:round}
.hit{fill:transparent}
a:hover .dot{fill:var(--accent)}
.bar{stroke:var(--accent);stroke-width:8;stroke-linecap:round;opacity:.3}
.point{fill:var(--accent)}
.decay .bar{stroke:var(--warn)}
.decay .point{fill:var(--warn)}
.terms{display:grid;gap:1.4rem;margin-top:1.1rem}
.term{display:grid;gap:.25rem}
.ends{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.term svg{max-width:36rem}
.term h3{display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
.term h3 a{text-decoration:none}
.marks{display:flex;flex-wrap:wrap;gap:2px;margin:1rem 0 .3rem;padding:0;list-style:none}
.marks a,.stack a{display:block;width:24px;height:24px;border-radius:4px;background:var(--idle);border:3px solid var(--card)}
.marks a:hover,.stack a:hover{outline:2px solid var(--ink);outline-offset:1px}
.marks .good,.stack .good{background:var(--good)}
.marks .bad,.stack .bad{background:var(--bad)}
.marks .bad,.legend .bad{border-radius:50%}
.marks .warn,.stack .warn{background:var(--warn)}
.stack .accent{background:var(--accent)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.85rem;color:var(--soft);list-style:none;padding:0;margin:.6rem 0 0}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;background:var(--idle);margin-right:.4rem}
.legend .good{background:var(--good)}.legend .bad{background:var(--bad)}.legend .warn{background:var(--warn)}.legend .accent{background:var(--accent)}
.histogram{display:grid;grid-template-columns:repeat(10,1fr);align-items:end;gap:4px;margin-top:1.2rem;border-bottom:1px solid var(--soft);padding-bottom:4px}
.stack{display:flex;flex-direction:column-reverse;align-items:center;min-width:0}
.stack a{width:min(100%,26px)}
.stack b{font-size:.8rem;font-weight:500;color:var(--soft)}
.axis{display:grid;grid-template-columns:repeat(10,1fr);gap:4px;font-size:.78rem;color:var(--soft);text-align:center;margin-top:4px}
.rows{list-style:none;margin:.9rem 0 0;padding:0}
.rows li{border-top:1px solid var(--grid);padding:.55rem 0;display:flex;flex-wrap:wrap;gap:.1rem .8rem;justify-content:space-between}
.rows a{text-decoration-color:var(--line);text-underline-offset:3px}
.rows bdi{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.rows a:hover{text-decoration-color:currentColor}
table{width:100%;border-collapse:collapse;margin-top:1.2rem;font-size:.95rem}
caption{text-align:left}
th,td{text-align:left;padding:.55rem .75rem .55rem 0;border-top:1px solid var(--grid);vertical-align:top}
thead th{border-top:0;font-size:.8rem;font-weight:500;color:var(--soft)}
tbody th{font-weight:500}
td.number{white-space:nowrap}
.trace{scroll-margin-top:1rem;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.9rem 1.1rem;content-visibility:auto;contain-intrinsic-size:auto 10rem}
.trace:target{border-color:var(--accent);box-shadow:0 0 0 3px var(--tint)}
.traces{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:.75rem;margin-top:1.5rem}
.kind{font-size:.75rem;font-weight:500;color:var(--accent);letter-spacing:.02em;margin-right:.3rem}
dl{margin:.5rem 0 .6rem;font-size:.85rem;display:grid;gap:.15rem}
dl div{display:grid;grid-template-columns:6.5rem 1fr;gap:.6rem}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
code{font:.8rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--grid);border-radius:6px;padding:.15rem .45rem}
@media(max-width:36rem){main{padding-top:1.5rem}section{margin-top:3rem}th:nth-child(4),td:nth-child(4){display:none}th,td{padding-right:.5rem}td.number{white-space:normal}dl div{grid-template-columns:5.2rem 1fr}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
`;
