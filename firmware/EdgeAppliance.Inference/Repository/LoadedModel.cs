using System.Security.Cryptography;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Requirements;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Repository;

/// <summary>One version of a model in memory, its golden test passed: as many sessions as its manifest asks for, lent by <see cref="Runners"/>.</summary>
public sealed class LoadedModel : IDisposable
{
    /// <summary>A golden test that takes longer is broken off: a hostile model may run for ever.</summary>
    private static readonly TimeSpan GoldenTimeMax = TimeSpan.FromSeconds(60);

    private readonly MemoryBudget _budget;
    private readonly ModelSession[] _sessions;
    private int _disposed;

    private LoadedModel(BundleManifest manifest, IReadOnlyCollection<ModelRunner> runners, MemoryBudget budget, long memoryBytes)
    {
        _budget = budget;
        Manifest = manifest;
        Runners = new Pool<ModelRunner>(runners);
        _sessions = [.. runners.Select(runner => runner.Session)];
        Provider = _sessions[0].Provider;
        MemoryBytes = memoryBytes;
    }

    public BundleManifest Manifest { get; }

    /// <summary>Which execution provider really runs it, beside the one it asked for.</summary>
    public RunningProvider Provider { get; }

    public Pool<ModelRunner> Runners { get; }

    /// <summary>The model's bytes and its tensors', for each session: what it counts for against the limit of all models.</summary>
    public long MemoryBytes { get; }

    internal RunStatistics Statistics { get; private set; } = new();

    /// <summary>Null where it does not take windows; <see cref="WhyNoWindows"/> then says why.</summary>
    internal WindowPlan? Windows { get; private init; }

    internal string? WhyNoWindows { get; private init; }

    /// <exception cref="ModelLoadException">It is not usable: manifest, file, memory, provider or golden test.</exception>
    internal static LoadedModel Load(string folder, MemoryBudget budget, TimeProvider time)
    {
        try
        {
            return Load(BundleFolder.Open(folder), budget, time);
        }
        catch (BundleException e)
        {
            throw new ModelLoadException(e.Message, e);
        }
    }

    /// <summary>Ends the runs that are going on and fails all later ones, so that a version that hangs gives its sessions back. Before <see cref="Dispose"/>.</summary>
    internal void BreakOff()
    {
        foreach (var session in _sessions) session.BreakOff();
    }

    /// <summary>From the moment on that its results count, so do its runs.</summary>
    internal void CountAnew() => Statistics = new RunStatistics();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        Runners.Dispose();
        _budget.Give(MemoryBytes);
    }

    private static LoadedModel Load(BundleFolder bundle, MemoryBudget budget, TimeProvider time)
    {
        var manifest = bundle.Manifest;
        if (manifest.Kind != BundleKind.Model) throw new ModelLoadException($"It is a bundle of {BundleKinds.NameOf(manifest.Kind)}, and no model.");
        if (RequirementCheck.WhyNot(manifest.Requires, MachineFacts.Of(budget.Max)) is { } why) throw new ModelLoadException(why);
        bundle.CheckFiles();
        byte[] model = bundle.Read(manifest.File, ModelSession.ModelBytesMax);
        if (manifest.Sha256 is { } sha256 && !sha256.Equals(Convert.ToHexString(SHA256.HashData(model)), StringComparison.OrdinalIgnoreCase))
            throw new ModelLoadException($"{manifest.File} is not the file that the manifest's sha256 names.");
        long bytes = manifest.Sessions * (model.LongLength + manifest.Inputs.Concat(manifest.Outputs).Sum(tensor => (long)tensor.Bytes));
        budget.Take(bytes, $"{manifest.Name} {manifest.Version}");
        var runners = new List<ModelRunner>();
        try
        {
            var plan = TryPlan(manifest, out string? whyNot);
            for (int i = 0; i < manifest.Sessions; i++) runners.Add(new ModelRunner(ModelSession.Load(model, manifest), plan));
            Prove(new GoldenTest(bundle, runners[0], plan), runners[0].Session, time);
            return new LoadedModel(manifest, runners, budget, bytes) { Windows = plan, WhyNoWindows = whyNot };
        }
        catch
        {
            foreach (var runner in runners) runner.Dispose();
            budget.Give(bytes);
            throw;
        }
    }

    private static void Prove(GoldenTest test, ModelSession session, TimeProvider time)
    {
        using var limit = time.CreateTimer(static state => ((ModelSession)state!).BreakOff(), session, GoldenTimeMax, Timeout.InfiniteTimeSpan);
        test.Run();
    }

    private static WindowPlan? TryPlan(BundleManifest manifest, out string? whyNot)
    {
        whyNot = null;
        try
        {
            return WindowPlan.Bind(manifest);
        }
        // A step that is not known is an error of the bundle. A model without one may still be served as it is.
        catch (ModelLoadException e) when (manifest.Preprocess.Count + manifest.Postprocess.Count == 0)
        {
            whyNot = e.Message;
            return null;
        }
    }
}
