"""The pages under /account."""

from write_api.accounts.routes import account, joining, resetting, shop, sign_in

ROUTES = (*sign_in.ROUTES, *joining.ROUTES, *resetting.ROUTES, *account.ROUTES, *shop.ROUTES)
