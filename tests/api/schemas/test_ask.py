from api.schemas.ask import Scores


def test_scores_stand_in_the_contracts_order_and_that_of_another_leg_after_them() -> None:
    scores = Scores.of({"longest": 12.0, "lexical": 9.43219, "dense": 0.71, "sentence": -0.000001})
    assert scores.model_dump_json() == '{"dense":0.71,"sentence":0.0,"lexical":9.4322,"longest":12.0}'
