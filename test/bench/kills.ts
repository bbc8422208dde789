// Kills servers with -9 at many points of building, joining and recording, and counts what the next server lacks.
import { killServers, WORKS } from "../support/killed-servers.ts";
import { type Benchmark, timed } from "./measure.ts";

export const kills: Benchmark = {
  name: "kills",
  title: "kill -9 at points of building, joining and recording",
  async run(full) {
    const times = full ? 50 : 5;
    const rows = [];
    const faults: string[] = [];
    let [points, acknowledged] = [0, 0];
    for (const work of WORKS) {
      const took = await timed(async () => {
        const killed = await killServers(work, times, times);
        points += killed.points.length;
        acknowledged += killed.acknowledged;
        faults.push(...killed.faults);
      });
      rows.push({ what: `${work}: a kill and what follows`, samples: [took / times] });
    }
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    return {
      data: `${points} real servers on real git, each killed at another point (${WORKS.join(", ")}), by what it does to files and git and, while it builds, half of them by the clock; after each, another one is asked`,
      rows,
      targets: [
        {
          what: `lost of ${acknowledged} acknowledged, wrong answers, files left`,
          value: faults.length,
          atMost: 0,
          unit: "",
        },
      ],
    };
  },
};
