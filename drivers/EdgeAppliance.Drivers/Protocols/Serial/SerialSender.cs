using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Sends what the configuration names, while the line is open: the source's thread at its beat, any thread by command.</summary>
internal sealed class SerialSender(IReadOnlyDictionary<string, byte[]> commands)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private ByteLink? _link;

    public IReadOnlyList<string> Names { get; } = [.. commands.Keys];

    public void Use(ByteLink link)
    {
        lock (_lock) _link = link;
    }

    public void LetGo()
    {
        lock (_lock) _link = null;
    }

    /// <exception cref="BusException">The line is gone.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_lock) _link?.Write(bytes);
    }

    public CommandOutcome Execute(string command)
    {
        if (!commands.TryGetValue(command, out byte[]? bytes)) return CommandOutcome.NoSuchCommand(command, Names);
        lock (_lock)
        {
            if (_link is null) return CommandOutcome.Failed("The line is not open now; the source's condition says why.");
            try
            {
                _link.Write(bytes);
                return CommandOutcome.Done;
            }
            catch (BusException e)
            {
                return CommandOutcome.Failed(e.Message);
            }
        }
    }
}
