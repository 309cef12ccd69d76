using CsCheck;
using EdgeAppliance.Edgectl.Evaluate;

namespace EdgeAppliance.Tests.Edgectl.Evaluate;

public sealed class DecisionRulesTests
{
    [Fact]
    public void Causal_ScoreAboveLimit_FlagsTheWindowsNewestRow() =>
        Assert.Equal([false, false, false, true, false], DecisionRules.Causal([1, 9, 1], 3, 5));

    [Fact]
    public void Published_AllWindowsThatHoldARowExceed_FlagsIt() =>
        Assert.Equal([false, false, true, true, false, false, false], DecisionRules.Published([9, 9, 9, 1, 1], 3, 5));

    [Fact]
    public void Published_AnyScores_EqualsItsDefinition() =>
        Gen.Select(Gen.Double[0, 10].Array[1, 80], Gen.Int[2, 8]).Sample((scores, window) =>
        {
            var flags = DecisionRules.Published(scores, window, 2);
            for (int i = window - 1; i < scores.Length; i++)
                if (flags[i] != scores[(i - window + 1)..i].All(s => s > 2)) return false;
            return flags.Length == scores.Length + window - 1;
        });

    [Fact]
    public void Limit_KnownScores_IsFourThirdsOfTheQuantile() =>
        Assert.Equal(999 * 4 / 3.0, DecisionRules.Limit([.. Enumerable.Range(0, 1001).Select(i => (double)i), 1e9], 2, 1002), 9);

    [Fact]
    public void Limit_RecordingTooShort_SaysSo() =>
        Assert.Throws<InvalidDataException>(() => DecisionRules.Limit([1.0], 60, 10));
}
