module.exports = { basePath: pathOf(process.env.BASE_PATH) };
