app_name = "open_referral"
urlpatterns = []
