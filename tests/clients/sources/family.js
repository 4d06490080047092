// A family's page as a Relay client has it: a list that grows, and a person who is fetched again by id.
import { graphql } from "relay-runtime";

export const page = graphql`
  query familyQuery($people: [ID!]!, $child: ID!) {
    ...familyChronology_query @arguments(people: $people)
    node(id: $child) {
      ...familyPerson_person @alias
    }
  }
`;

export const chronology = graphql`
  fragment familyChronology_query on Query
  @argumentDefinitions(people: { type: "[ID!]!" }, count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" })
  @refetchable(queryName: "familyChronologyPaginationQuery") {
    chronology(people: $people, first: $count, after: $cursor) @connection(key: "familyChronology_chronology") {
      edges {
        node {
          id
          kind
          on
        }
      }
    }
  }
`;

export const person = graphql`
  fragment familyPerson_person on Person @refetchable(queryName: "familyPersonRefetchQuery") {
    id
    givenNames
    familyName
    involvements {
      id
      status
      agency {
        id
        name
      }
    }
  }
`;
