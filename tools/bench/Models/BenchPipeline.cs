using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;

namespace EdgeAppliance.Bench.Models;

/// <summary>A pipeline as a configuration would make it.</summary>
internal static class BenchPipeline
{
    public const string Name = "bench";
    public const string Source = "source";
    public const string Uplink = "cloud";

    /// <param name="steps">As in the configuration.</param>
    public static PipelineOptions Options(string steps, ModelRepository models)
    {
        var errors = new List<StepError>();
        using var json = JsonDocument.Parse(steps);
        var plan = new StepCatalog(InferKind.For(models)).Bind(json.RootElement, "steps", errors);
        if (plan is null) throw new InvalidOperationException(string.Join("; ", errors));
        return new PipelineOptions(Name, new HashSet<string> { Source }, plan, steps, [Uplink]);
    }

    /// <param name="root">The repository.</param>
    public static ModelRepository Models(string root, TimeProvider time) =>
        new(new ModelRepositoryOptions(Path.Combine(root, "models")), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, time);
}
