using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Health;

/// <summary>Says which pipelines lose readings that are stored nowhere, as long as they do and a minute longer. Any thread asks.</summary>
/// <param name="pipelines">Gives every pipeline's name, and how many it has lost since it was made.</param>
internal sealed class LostReadings(Func<IEnumerable<(string Pipeline, long Lost)>> pipelines, TimeProvider time)
{
    private static readonly TimeSpan s_saidFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();

    // Guarded by _lock: what was lost when that was last seen to change, and when it was.
    private Dictionary<string, (long Lost, long At)> _seen = [];

    public IReadOnlyList<HealthCondition> Conditions()
    {
        var conditions = new List<HealthCondition>();
        lock (_lock)
        {
            var seen = new Dictionary<string, (long Lost, long At)>();
            foreach (var (pipeline, lost) in pipelines())
            {
                if (lost == 0) continue;
                seen[pipeline] = _seen.TryGetValue(pipeline, out var before) && before.Lost == lost ? before : (lost, time.GetTimestamp());
                if (time.GetElapsedTime(seen[pipeline].At) < s_saidFor) conditions.Add(Condition(pipeline, lost));
            }
            _seen = seen;
        }
        return conditions;
    }

    private static HealthCondition Condition(string pipeline, long lost) => new(
        "pipeline.readings-lost", HealthSeverity.Warning, $"pipelines.{pipeline}", $"{lost} readings came while the pipeline could not take them, from sources that are not durable, and are lost",
        "Right after a start or a failure that is to be expected. Else have the source send less often or the pipeline do less, or say \"durable\": true at the source, whose readings are then stored and wait.");
}
