run(process.env.IMPORT_TOKEN!);
