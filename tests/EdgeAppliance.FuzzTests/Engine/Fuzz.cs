using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Engine;

/// <summary>Tries a target with the corpus as it is, then with a case a seed, and guards each:
/// 1 it ends within <see cref="CaseLimit"/>; 2 it allocates no more than <see cref="AllocatedBytesMax"/>; 3 the check holds.</summary>
internal sealed class Fuzz(string target, ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(Corpus.Root, "artifacts/fuzz");

    /// <summary>Far above what any case needs on a busy machine: a guard against loops, no measure of speed.</summary>
    public TimeSpan CaseLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>On the thread that runs the case.</summary>
    public long AllocatedBytesMax { get; init; } = 64 << 20;

    /// <summary>Seeds that a short run tries; <c>EDGE_FUZZ_CASES</c> asks for another number.</summary>
    public int Cases { get; init; } = 500;

    /// <summary>Whether a case may end the process (native code): its input is kept before it is tried.</summary>
    public bool KeepsInputFirst { get; init; }

    public void Run(IEnumerable<byte[]> corpus, Func<Random, byte[]> make, Action<byte[]> check)
    {
        int? only = Number("EDGE_FUZZ_SEED");
        if (only is null)
            foreach (byte[] input in corpus) Try(input, "an input of the corpus", check);
        if (only is { } asked) Try(make(new Random(asked)), $"seed {asked}", check);
        else if (Number("EDGE_FUZZ_SECONDS") is { } seconds) RunFor(TimeSpan.FromSeconds(seconds), make, check);
        else
            RunFrom(Number("EDGE_FUZZ_FROM") ?? 0, Number("EDGE_FUZZ_CASES") ?? Cases, make, check);
    }

    private void RunFrom(int first, int cases, Func<Random, byte[]> make, Action<byte[]> check)
    {
        long start = Stopwatch.GetTimestamp();
        for (int seed = first; seed < first + cases; seed++) Try(make(new Random(seed)), $"seed {seed}", check);
        output.WriteLine($"{target}: {cases} cases from seed {first} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, {Environment.WorkingSet >> 20} MiB resident");
    }

    private void RunFor(TimeSpan limit, Func<Random, byte[]> make, Action<byte[]> check)
    {
        int first = (int)(Stopwatch.GetTimestamp() & 0x3fffffff);
        output.WriteLine($"{target}: first seed {first}");
        long start = Stopwatch.GetTimestamp();
        int seed = first;
        for (; Stopwatch.GetElapsedTime(start) < limit; seed++) Try(make(new Random(seed)), $"seed {seed}", check);
        output.WriteLine($"{target}: {seed - first} cases");
    }

    private void Try(byte[] input, string name, Action<byte[]> check)
    {
        if (KeepsInputFirst) Keep(input);
        using var guard = new Timer(_ => EndProcess(input, name), null, CaseLimit, Timeout.InfiniteTimeSpan);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            check(input);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= AllocatedBytesMax, $"{allocated} bytes were allocated");
        }
        catch (Exception e)
        {
            throw new FuzzFailure($"{target}, {name}: {e.GetType().Name}: {e.Message} (the input is {Keep(input)})", e);
        }
    }

    // A loop in this thread cannot be ended in another way; the input says where it is.
    private void EndProcess(byte[] input, string name) =>
        Environment.FailFast($"{target}, {name}: does not end within {CaseLimit.TotalSeconds:0} s (the input is {Keep(input)})");

    private string Keep(byte[] input)
    {
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, target + ".bin");
        File.WriteAllBytes(path, input);
        return Path.GetRelativePath(Corpus.Root, path);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
