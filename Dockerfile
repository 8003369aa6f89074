# One static binary on an empty base. Offers are mounted at /offers:
#   docker run --rm -v "$PWD:/offers" paysched check
FROM rust:1.95-alpine AS build
WORKDIR /src
COPY . .
RUN cargo build --locked --profile dist

FROM scratch
COPY --from=build /src/target/dist/paysched /paysched
WORKDIR /offers
ENTRYPOINT ["/paysched"]
CMD ["check"]
