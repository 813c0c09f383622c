"""Who is signed in. Founders read without an account."""
