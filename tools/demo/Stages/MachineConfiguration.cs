using System.Globalization;

namespace EdgeAppliance.Demo.Stages;

/// <summary>The daemon's configuration in the machine scenario.</summary>
internal static class MachineConfiguration
{
    public const string Model = "host-anomaly";
    public const string MachinePipeline = "machine";
    public const string DevicesPipeline = "devices";
    public const string ProcessorAlarm = "processor hog";

    /// <summary>Slow enough that there is time to kill the daemon while it drains.</summary>
    public const int RecordsPerSecond = 250;

    public static string Write(int cloudPort, Script script) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "device": { "id": "demo" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": {
            "devices": { "type": "mqtt", "topic": "site/+/telemetry", "key": "seq" },
            "machine": { "type": "system", "every": "100ms" }
          },
          "pipelines": {
            // Passes every reading on.
            "{{DevicesPipeline}}": { "from": ["devices"], "to": ["cloud"] },
            "{{MachinePipeline}}": {
              "from": ["machine"],
              "steps": [
                { "type": "window", "size": 50, "hop": 5 },
                { "type": "infer", "model": "{{Model}}" },
                { "type": "alarm", "name": "{{ProcessorAlarm}}", "when": "processor > threshold", "raiseAfter": 6, "clearAfter": 10 },
                { "type": "alarm", "name": "memory leak", "when": "memory > threshold", "raiseAfter": 6, "clearAfter": 10 },
                { "type": "alarm", "name": "disk flood", "when": "disk > threshold", "raiseAfter": 6, "clearAfter": 10 },
                { "type": "alarm", "name": "network flood", "when": "network > threshold", "raiseAfter": 6, "clearAfter": 10 }
              ],
              "to": ["cloud"]
            }
          },
          "uplinks": {
            "cloud": {
              "type": "mqtt", "url": "mqtt://127.0.0.1:{{cloudPort}}", "topic": "edge/{device}/{pipeline}",
              "recordsPerSecond": {{RecordsPerSecond}}, "retryLeast": "200ms", "retryMost": "1s"
            }
          },
          // There are two windows a second.
          "models": { "trial": { "duration": "{{script.Trial.TotalSeconds}}s", "windows": {{script.Trial.TotalSeconds}}, "alarmRise": {{script.AlarmRiseMax}} } }
        }
        """);
}
