// Declares the skills, which the build takes from where the plugins have them.
declare module "agentops:skills" {
  interface Skill {
    readonly name: string;
    readonly description: string;
    /** The whole file, frontmatter included. */
    readonly text: string;
  }
  const skills: readonly Skill[];
  export default skills;
}
