using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Commands;

/// <summary>The sources that can be told something, by their names.</summary>
/// <param name="sources">Those that there are now.</param>
internal sealed class CommandTargets(Func<IEnumerable<ISource>> sources)
{
    public IEnumerable<(string Source, string Command)> Known =>
        from source in sources() where source is ICommandTarget from command in ((ICommandTarget)source).Commands select (source.Name, command);

    /// <returns>Null where there is no such source, or it takes no commands.</returns>
    public async Task<CommandOutcome?> Tell(string source, string command, JsonElement value, CancellationToken stop)
    {
        var target = sources().FirstOrDefault(found => found.Name == source) as ICommandTarget;
        // A bus may take its time, which is not the caller's thread's.
        return target is null ? null : await Task.Run(() => target.Execute(command, value), stop).ConfigureAwait(false);
    }
}
