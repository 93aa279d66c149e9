export const publish = () => send(process.env.REGISTRY_TOKEN!);
