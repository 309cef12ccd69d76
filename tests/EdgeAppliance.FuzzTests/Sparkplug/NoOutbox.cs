using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.FuzzTests.Sparkplug;

/// <summary>An outbox without records.</summary>
internal sealed class NoOutbox : IOutbox
{
    public event Action? Added
    {
        add { }
        remove { }
    }

    public (long First, long Last) Range(Lane lane) => (1, 1);

    public OutboxSlice Peek(Lane lane, long from, int countMax, Span<byte> target) => new(0, 0, from, from);

    public Task Acknowledge(Lane lane, long first, long last) => Task.CompletedTask;
}
