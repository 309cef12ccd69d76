using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>Does what hosts ask for: a rebirth, and what sources can be told. A node's command names source and command as
/// <c>Commands/{source}/{command}</c>, as its birth does; a device's command has the source as device and the command as metric.</summary>
internal sealed partial class SparkplugCommands(SparkplugSession session, UplinkContext context)
{
    public const string Folder = "Commands/";

    /// <summary>Commands under way; further ones are not done.</summary>
    private const int RunningMax = 16;

    private int _running;

    public void Take(SparkplugTopic topic, ReadOnlySpan<byte> payload)
    {
        var error = SparkplugPayload.Read(payload, SparkplugLimits.Default, out var read);
        if (error != SparkplugError.None)
        {
            Log.Refused(context.Logger, context.State.Name, topic.ToString(), error.ToString());
            return;
        }
        foreach (var metric in read)
        {
            string name = Encoding.UTF8.GetString(metric.Name);
            if (topic.Device is { } device) Start(device, name.StartsWith(Folder, StringComparison.Ordinal) ? name[Folder.Length..] : name, metric);
            else if (name == "Node Control/Rebirth") { if (metric.Bits != 0) session.AskForBirth(); }
            else if (Split(name) is var (source, command)) Start(source, command, metric);
            else Log.Refused(context.Logger, context.State.Name, topic.ToString(), $"there is no command '{name}'");
        }
    }

    private void Start(string source, string command, in SparkplugMetric metric)
    {
        if (!SparkplugJson.TryValue(metric, out var value)) Log.Refused(context.Logger, context.State.Name, $"{source}/{command}", "its value is of no kind that commands take");
        else if (Interlocked.Increment(ref _running) > RunningMax)
        {
            Interlocked.Decrement(ref _running);
            Log.Refused(context.Logger, context.State.Name, $"{source}/{command}", $"{RunningMax} are under way");
        }
        else _ = Run(source, command, value);
    }

    private async Task Run(string source, string command, JsonElement value)
    {
        try
        {
            var outcome = await context.Commands.Tell(source, command, value, CancellationToken.None).ConfigureAwait(false);
            if (outcome is null) Log.Refused(context.Logger, context.State.Name, $"{source}/{command}", "there is no such source, or it takes no commands");
            else if (outcome.Result == CommandResult.Done) Log.Done(context.Logger, context.State.Name, source, command);
            else Log.Refused(context.Logger, context.State.Name, $"{source}/{command}", outcome.Text);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // Whatever a device's driver meets, the link goes on.
            Log.Refused(context.Logger, context.State.Name, $"{source}/{command}", failed.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static (string Source, string Command)? Split(string name)
    {
        if (!name.StartsWith(Folder, StringComparison.Ordinal)) return null;
        int slash = name.IndexOf('/', Folder.Length);
        return slash < 0 ? null : (name[Folder.Length..slash], name[(slash + 1)..]);
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Warning, "Uplink {Uplink}: the command {Command} is not done: {Why}")]
        public static partial void Refused(ILogger logger, string uplink, string command, string why);

        [LoggerMessage(2012, LogLevel.Information, "Uplink {Uplink}: told source {Source} {Command}")]
        public static partial void Done(ILogger logger, string uplink, string source, string command);
    }
}
