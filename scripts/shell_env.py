"""Keep the services of `make run` up and print the environment, for working with manage.py in another terminal."""

from scripts.services import DATA, running


def main() -> None:
    with running() as services:
        print(f"export ANLAUF_ENV=development SECRET_KEY=development DATABASE_URL={services.database_url} REDIS_URL={services.redis_url}")
        print(f"(data lies in {DATA}; Enter stops the services)")
        input()


if __name__ == "__main__":
    main()
