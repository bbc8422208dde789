// Styles what the live page has beyond the written one: a bar, forms, items that keys reach, and things to press.

export const UI_STYLE = `
.topbar{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem;max-width:76rem;margin:0 auto;padding:.8rem 1rem;border-bottom:1px solid var(--line)}
.topbar nav{margin:0;padding:0;border:0;flex:1}
.topbar nav a{padding:.35rem .1rem;color:var(--ink)}
.topbar nav a[aria-current]{color:var(--accent);font-weight:600;box-shadow:0 2px 0 var(--accent)}
.place{font-weight:600}
main{padding-top:1.75rem}
main:focus{outline:none}
main nav{margin-top:1rem}
main section{margin-top:2.5rem}
h1{font-size:clamp(1.7rem,1.3rem + 1.8vw,2.5rem)}
h1.title{font-size:clamp(1.4rem,1.2rem + 1vw,1.9rem)}
#compared{margin-top:1.2rem}
h2.minor,h3.minor{font-size:1.2rem}
h4{font-size:1rem;margin:0;line-height:1.35}
.head{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;justify-content:space-between}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem .75rem;z-index:2}
.news,.told{max-width:74rem;margin:.75rem auto 0;padding:.6rem 1rem;border-left:3px solid var(--accent);background:var(--tint);border-radius:0 10px 10px 0}
.told{margin:0 0 1rem}
.problem{margin:1rem 0;padding:.8rem 1rem;border-left:3px solid var(--bad);background:var(--card);border-radius:0 10px 10px 0}
form.search,.stack{display:grid;gap:.9rem;margin-top:1.25rem}
.stack{max-width:44rem}
.filters{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,11rem),1fr));gap:.9rem;margin-top:.75rem}
.field{display:grid;gap:.25rem;min-width:0}
label,summary{font-size:.9rem;font-weight:500}
summary{cursor:pointer;padding:.3rem 0}
input,textarea,select,button,.button{font:inherit;color:inherit}
input,textarea,select{width:100%;min-height:2.75rem;padding:.5rem .7rem;background:var(--card);border:1px solid var(--soft);border-radius:10px}
textarea{resize:vertical}
button,.button{display:inline-flex;align-items:center;gap:.4rem;min-height:2.75rem;padding:.45rem 1rem;border:1px solid var(--accent);border-radius:10px;background:var(--accent);color:var(--card);font-weight:600;text-decoration:none;cursor:pointer;justify-self:start}
button.quiet,.button.quiet{background:transparent;color:var(--accent)}
button:hover,.button:hover{filter:brightness(1.08)}
input:focus-visible,textarea:focus-visible,select:focus-visible,button:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
kbd{font:.8em/1 ui-monospace,Menlo,Consolas,monospace;border:1px solid currentColor;border-radius:5px;padding:.1rem .3rem}
.items{list-style:none;margin:1rem 0 0;padding:0;display:grid;gap:.75rem}
.item{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.85rem 1rem;scroll-margin:1rem}
.item:focus,.item:focus-within{border-color:var(--accent)}
.item:focus{outline:2px solid var(--accent);outline-offset:1px}
.item h3 a{text-decoration-color:var(--line);text-underline-offset:3px}
.item p{margin-top:.35rem}
.acts{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:.7rem}
.text{white-space:pre-wrap;margin-top:.6rem;max-width:46rem}
.rows span bdi{display:inline}
#results{margin-top:1.5rem}
#results>h3{margin-top:1.5rem}
main nav.tabs{margin-top:1.25rem;padding:0 0 .1rem;border-top:0;border-bottom:1px solid var(--line);font-size:1rem}
.tabs a{padding:.35rem .1rem}
.tabs a[aria-current]{font-weight:600;box-shadow:0 2px 0 var(--accent)}
.map{margin-top:1.25rem}
.map .tile{stroke:var(--line);stroke-width:1}
.map .frame{fill:none;stroke:var(--soft)}
.map svg.narrow{display:none}
.map .known{fill:var(--accent)}
.map .stale{fill:var(--warn)}
.map .none{stroke:var(--soft);stroke-dasharray:3 4}
.map a:hover .tile{stroke:var(--ink)}
.map text{font-size:12px}
.map text.name{fill:var(--ink);font-size:13px;font-weight:600}
.legend i.none{background:none;border:1px dashed var(--soft)}
.after{display:inline-block;min-width:6.5rem;color:var(--soft);font-size:.875rem}
p.small>a:only-child{display:inline-block;padding:.15rem 0}
.steps{gap:.4rem}
.steps .item{padding:.5rem .9rem}
.steps .item p{margin:0}
.packet{font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;max-width:none;overflow-x:auto}
.head+p,article>p{margin-top:.7rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.asking{display:flex;gap:.6rem;align-items:end}
.asking .field{flex:1}
#keys{min-height:2rem;padding:.2rem .7rem;font-size:.85rem;font-weight:500}
.facts{margin-top:1.25rem}
.meter{white-space:nowrap}
.meter meter{width:4.5rem;height:.7rem;vertical-align:middle}
.chip.warn,.chip.bad,.chip.good{background:var(--card)}
.chip{white-space:nowrap}
.scroll{overflow-x:auto}
.scroll table{min-width:40rem}
section>figure.wide{max-width:46rem}
footer{max-width:76rem;margin:0 auto;padding:0 1rem 3rem}
@media(max-width:36rem){.map svg.narrow{display:block}.map svg.wide{display:none}main{padding-top:1rem}.topbar{padding:.6rem 1rem}.topbar nav{order:1;flex-basis:100%}.topbar{justify-content:space-between}footer{display:none}.scroll th:nth-child(4),.scroll td:nth-child(4){display:table-cell}}
`;
