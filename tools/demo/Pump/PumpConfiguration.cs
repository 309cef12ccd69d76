using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Demo.Pump;

/// <summary>The daemon's configuration in the pump scenario: a source an experiment, one pipeline that passes their rows on, and one
/// that learns what is normal from the first of each and judges the rest.</summary>
internal static class PumpConfiguration
{
    public const string Model = "pump-anomaly";
    public const string RowsPipeline = "rows";
    public const string PumpPipeline = "pump";

    /// <summary>400 rows are learnt from, and the first window of 60 ends 60 rows later.</summary>
    public const int FirstScoredRow = Commission + WindowRows - 1;
    private const int Commission = 400;
    private const int WindowRows = 60;

    public static string Write(int cloudPort, IReadOnlyList<Experiment> experiments, double speed)
    {
        string sources = string.Join(",\n    ", experiments.Select(experiment => Source(experiment, speed)));
        string from = string.Join(", ", experiments.Select(experiment => $"\"{experiment.Source}\""));
        return new StringBuilder().Append(CultureInfo.InvariantCulture, $$"""
            {
              "device": { "id": "pump-station" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
              "sources": {
                {{sources}}
              },
              "pipelines": {
                "{{RowsPipeline}}": { "from": [{{from}}], "to": ["cloud"] },
                "{{PumpPipeline}}": {
                  "from": [{{from}}],
                  "steps": [
                    { "type": "normalize", "commission": {{Commission}} },
                    { "type": "window", "size": {{WindowRows}}, "hop": 1 },
                    { "type": "infer", "model": "{{Model}}" },
                    { "type": "alarm", "name": "pump", "when": "score > threshold" }
                  ],
                  "to": ["cloud"]
                }
              },
              "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{cloudPort}}", "topic": "edge/{device}/{pipeline}" } }
            }
            """).ToString();
    }

    private static string Source(Experiment experiment, double speed) => string.Create(CultureInfo.InvariantCulture, $$"""
        "{{experiment.Source}}": {
              "type": "replay", "file": "{{JsonEncodedText.Encode(experiment.File)}}", "time": "datetime", "separator": ";",
              "exclude": ["anomaly", "changepoint"], "speed": {{speed}}
            }
        """);
}
