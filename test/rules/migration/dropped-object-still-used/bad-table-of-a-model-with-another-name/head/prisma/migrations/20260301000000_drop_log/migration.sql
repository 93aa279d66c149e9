DROP TABLE "page_log";
