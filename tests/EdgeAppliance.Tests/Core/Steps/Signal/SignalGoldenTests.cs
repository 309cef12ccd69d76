namespace EdgeAppliance.Tests.Core.Steps.Signal;

/// <summary>Steps on signals against numpy and scipy.</summary>
public sealed class SignalGoldenTests
{
    /// <summary>The issue asks for 1e-4 of log-mel and MFCC; what is left here is the golden files' nine digits.</summary>
    private const double Tolerance = 1e-6;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string file in (string[])["filter", "features", "spectrum", "mel", "aggregate", "resample"])
            foreach (var one in SignalCase.Read(file)) cases.Add(file, one.Name);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Process_TheReferencesInput_MakesItsOutput(string file, string name)
    {
        var golden = SignalCase.Read(file).Single(one => one.Name == name);
        var run = new SignalRun(golden.Steps);
        run.Push(golden.TimesUs, golden.Input);
        Check(golden, run);
    }

    /// <summary>Every third reading is followed by a restart from the snapshot.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Process_RestartedAllTheTime_MakesTheSame(string file, string name)
    {
        var golden = SignalCase.Read(file).Single(one => one.Name == name);
        var whole = new SignalRun(golden.Steps);
        whole.Push(golden.TimesUs, golden.Input);
        var cut = new SignalRun(golden.Steps);
        int each = golden.TimesUs.Length > 300 ? 97 : 3;
        for (int at = 0; at < golden.TimesUs.Length; at += each)
        {
            var rows = at..Math.Min(at + each, golden.TimesUs.Length);
            cut.Push(golden.TimesUs.AsSpan()[rows], [.. golden.Input.Select(column => column[rows])]);
            cut.Restart();
        }
        Assert.Equal(whole.TimesUs, cut.TimesUs);
        Assert.Equal(whole.Columns, cut.Columns);
    }

    private static void Check(SignalCase golden, SignalRun run)
    {
        if (golden.ExpectedTimesUs.Length > 0) Assert.Equal(golden.ExpectedTimesUs, run.TimesUs);
        Assert.Equal(golden.Expected.Length, run.Columns.Length);
        for (int c = 0; c < golden.Expected.Length; c++)
        {
            Assert.Equal(golden.Expected[c].Length, run.Columns[c].Length);
            for (int i = 0; i < golden.Expected[c].Length; i++)
            {
                var (expected, actual) = (golden.Expected[c][i], run.Columns[c][i]);
                bool near = expected.Equals(actual) || Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected));
                Assert.True(near, $"{run.Channels[c]}[{i}] is {actual}, not {expected}.");
            }
        }
    }
}
