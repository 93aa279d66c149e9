export const login = () => authorize({ redirectUri: 'http://localhost:4587/callback' });
