export default defineConfig({ root: `panels/${process.env.PANEL!}` });
