using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Steps.Privacy;
using EdgeAppliance.Tests.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Steps.Privacy;

public sealed class PseudonymiseTests
{
    private static readonly byte[] Key = "0123456789abcdef0123456789abcdef"u8.ToArray();

    /// <summary>Frozen: these names are in other people's records. Computed with openssl: <c>printf '\001pump-1' | openssl dgst -sha256 -hmac KEY</c>.</summary>
    [Fact]
    public void Of_KnownKey_GivesTheFrozenNames()
    {
        var pseudonym = new Pseudonym(Key, 7);
        Assert.Equal("7-4685cd3d8c7adbb9fcc3fdfafbed2fa1", pseudonym.Of("pump-1"));
        Assert.Equal(18077498176054, pseudonym.Of(4711.0));
        Assert.Equal(pseudonym.Of(0.0), pseudonym.Of(-0.0));
        Assert.True(double.IsNaN(pseudonym.Of(double.NaN)));
    }

    [Fact]
    public void Of_OtherKey_GivesOtherNames()
    {
        var other = new Pseudonym([.. Key, 1], 7);
        Assert.NotEqual(new Pseudonym(Key, 7).Of("pump-1"), other.Of("pump-1"));
        Assert.NotEqual(new Pseudonym(Key, 7).Of(4711.0), other.Of(4711.0));
    }

    [Fact]
    public void Of_ManyNumbers_AreWholeAndDifferent()
    {
        var pseudonym = new Pseudonym(Key, 1);
        var names = Enumerable.Range(0, 100_000).Select(i => pseudonym.Of((double)i)).ToHashSet();
        Assert.Equal(100_000, names.Count);
        Assert.All(names, name => Assert.True(name is >= 0 and < 1e15 && name == Math.Floor(name)));
    }

    [Fact]
    public void Process_Number_IsRenamedAndTheKeyToldBesideIt()
    {
        var harness = new StepHarness("""[{"type":"pseudonymise","channels":["b"],"key":"${file:k}","keyId":3,"keep":["a"]}]""");
        harness.Push((1, 1, 4711), (2, 2, 4711));
        var lines = harness.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^1 a=1 b=\d{6,15} keyId=3$", lines[0]);
        Assert.Equal(lines[0].Split(' ')[2], lines[1].Split(' ')[2]);
        Assert.DoesNotContain("4711 ", harness.Output);
    }

    /// <summary>The device's own name is in no byte that leaves.</summary>
    [Fact]
    public void Run_Device_LeavesUnderItsOtherName()
    {
        var simulation = new PipelineSimulation("""[{"type":"pseudonymise","key":"${file:k}","keyId":2,"others":"keep"},{"type":"alarm","when":"a > 50"}]""", 1, 1);
        simulation.AppendAll();
        simulation.Settle();
        var subjects = new HashSet<string>();
        foreach (byte[] packed in simulation.Records().Values)
            for (int at = 0; PackedRecords.TryRead(packed.AsSpan(at), out var record, out int size); at += size) subjects.Add(System.Text.Encoding.UTF8.GetString(record.Subject));
        Assert.Equal(3, subjects.Count);
        Assert.All(subjects, subject => Assert.Matches("^2-[0-9a-f]{32}$", subject));
    }
}
