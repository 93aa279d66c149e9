const express = require('express');
const tracer = require('dd-trace').init();

express().listen(3000);
