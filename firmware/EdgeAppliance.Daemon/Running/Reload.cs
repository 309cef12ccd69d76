using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>Reads the configuration again and applies it whole, or refuses it whole.</summary>
internal static partial class Reload
{
    public static async Task<ReloadResult> Run(Appliance appliance, CancellationToken stop)
    {
        var logger = appliance.Around.Loggers.CreateLogger(typeof(Reload).FullName!);
        appliance.Around.Notifier.Reloading();
        var result = await appliance.Change(() => Next(appliance), stop);
        foreach (string error in result.Errors) Log.Refused(logger, error);
        if (result.IsDone) Log.Applied(logger, result.Changed.Count == 0 ? "nothing" : string.Join(", ", result.Changed));
        appliance.Around.Notifier.Ready(StatusText.Of(appliance));
        return result;
    }

    private static (ApplianceConfiguration? Next, IReadOnlyList<string> Errors) Next(Appliance appliance)
    {
        var (next, errors) = appliance.Around.InForce.Read();
        if (next is null) return (null, [.. errors.Select(error => error.ToString())]);
        string[] fixedParts = [.. OnlyAtStart(appliance.Configuration, next)];
        return fixedParts.Length == 0 ? (next, []) : (null, [.. fixedParts.Select(part => $"{part}: changes only when the daemon starts: 'systemctl restart edge-appliance'")]);
    }

    /// <summary>What is built into everything else.</summary>
    private static IEnumerable<string> OnlyAtStart(ApplianceConfiguration now, ApplianceConfiguration next)
    {
        if (now.Device.Id != next.Device.Id) yield return "device.id";
        if (!now.Listen.Http.SequenceEqual(next.Listen.Http)) yield return "listen.http";
        if (!now.Listen.Https.SequenceEqual(next.Listen.Https)) yield return "listen.https";
        if (now.Access != next.Access) yield return "access";
        if (now.Outbox != next.Outbox) yield return "outbox";
        if (now.Models != next.Models) yield return "models";
    }

    private static partial class Log
    {
        [LoggerMessage(8011, LogLevel.Error, "The configuration is refused, and the old one runs on: {Error}")]
        public static partial void Refused(ILogger logger, string error);

        [LoggerMessage(8012, LogLevel.Information, "The configuration was read again; changed: {Changed}")]
        public static partial void Applied(ILogger logger, string changed);
    }
}
