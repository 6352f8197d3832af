"""The entry of every function: one application, its middleware, and the rooms of the function that wakes up here."""

import os
from importlib import import_module

from chalice.app import Chalice, ConvertToMiddleware

from chalicelib import web
from chalicelib.observe import flushed, logger
from chalicelib.rooms import modules_of

app = Chalice(app_name="contact1700", configure_logs=False)
app.register_middleware(ConvertToMiddleware(logger.inject_lambda_context(clear_state=True)))
app.register_middleware(ConvertToMiddleware(flushed))
app.register_middleware(web.refuse_undeclared(app), "http")

for name in modules_of(os.environ.get("FUNCTION_GROUP", "")):
    app.register_blueprint(import_module(name).blueprint)

# Every blueprint is Blueprint("app"): its handlers deploy as app.<name>, so they must be found here.
globals().update(app.handler_map)
