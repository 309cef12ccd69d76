using System.Collections.Concurrent;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Daemon.Uplink.Sparkplug;

/// <summary>A source that notes what it is told.</summary>
internal sealed class ToldSource(string name, params string[] commands) : ISource, ICommandTarget
{
    public ConcurrentQueue<(string Command, string Value)> Told { get; } = new();

    public string Name => name;

    public SourceStatus Status => new(name, "told", SourceState.Running);

    public IReadOnlyList<string> Commands => commands;

    public void Start()
    {
    }

    public CommandOutcome Execute(string command, JsonElement value)
    {
        Told.Enqueue((command, value.GetRawText()));
        return commands.Contains(command) ? CommandOutcome.Done : CommandOutcome.NoSuchCommand(command, commands);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
