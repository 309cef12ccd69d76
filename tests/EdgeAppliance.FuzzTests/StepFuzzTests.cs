using System.Text.Json;
using System.Text.Unicode;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class StepFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Steps = Corpus.Of("Steps");

    private static readonly Mutator Damage = new(Steps, Corpus.Tokens(
        "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "0", "65536", "1e300", "\"1e9d\"", "\"0.001ms\"", "\"type\":", "\"when\":", "\"size\":", "\"hop\":",
        "((((((((", "&&", "||", "temp > 1", "'", "\"mean\"", "\"degF\"", "\"degC\"", "\"count\"", "\"fixed\""));

    [Fact]
    public void Bind_DamagedSteps_RunOrTellTheirErrors() =>
        new Fuzz("steps", output) { Cases = 10_000, AllocatedBytesMax = 128 << 20 }.Run(Steps, Damage.Make, Check);

    private static void Check(byte[] json)
    {
        // The configuration's parser has refused what is not text before any step sees it.
        if (!Utf8.IsValid(json) || json.AsSpan().IndexOf("\\u"u8) >= 0) return;
        var errors = new List<StepError>();
        StepPlan? plan;
        try
        {
            using var document = JsonDocument.Parse(json);
            plan = new StepCatalog().Bind(document.RootElement, "steps", errors, Key);
        }
        catch (JsonException)
        {
            return;
        }
        Assert.Equal(plan is null, errors.Count > 0);
        if (plan is null) return;
        try
        {
            Feed(plan);
        }
        catch (StepException e)
        {
            Assert.NotEqual("", e.Message);
        }
    }

    private static string? Key(string text, out string wrong)
    {
        wrong = "it is no key";
        return text.Length > 60 ? null : "a key that nobody needs to keep secret";
    }

    private static void Feed(StepPlan plan)
    {
        var steps = plan.Build(new StepContext("pipeline", "source", "device", _ => { }), new CountingEnd());
        var batch = Readings.Batch("source", "device", 8);
        steps[0].Process(batch);
        batch.Release();
    }
}
