from chalice.app import Blueprint

blueprint = Blueprint("app")
