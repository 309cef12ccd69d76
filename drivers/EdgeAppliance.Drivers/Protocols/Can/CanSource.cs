using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>A CAN bus: each message is a device whose frames are readings with the kernel's own times; messages that are marked are sent by
/// command.</summary>
internal sealed class CanSource : ReopeningSource, ICommandTarget
{
    public const string Type = "can";

    private const int FramesMax = 64;

    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    private readonly CanOptions _options;
    private readonly CanOpener _open;
    private readonly CanBusState _bus;
    private readonly CanCommands _commands;
    private readonly CanStream[] _streams;
    private readonly CanFilter[] _filters;
    private readonly CanFrame[] _frames = new CanFrame[FramesMax];

    public CanSource(CanOptions options, DriverContext context, CanOpener open)
        : base(Type, context, CanFaults.Policy)
    {
        _options = options;
        _open = open;
        _bus = new CanBusState(Subject, context.Time);
        _commands = new CanCommands(options);
        _streams = [.. options.Messages.Where(message => !message.IsSent).Select(message => new CanStream(message, context, Meter, options.UnstoredMax))];
        _filters = [.. _streams.Select(stream => stream.Filter)];
    }

    public IReadOnlyList<string> Commands => _commands.Names;

    public CommandOutcome Execute(string command, JsonElement value) => _commands.Execute(command, value);

    protected override void AddConditions(List<HealthCondition> conditions)
    {
        _bus.AddConditions(conditions);
        if (Faults.IsFailing) return;
        foreach (var stream in _streams) stream.AddConditions(conditions);
    }

    protected override void Close()
    {
        foreach (var stream in _streams) stream.Dispose();
    }

    protected override void Hold()
    {
        using var port = _open(_options, _filters, Stop);
        _commands.Use(port);
        try
        {
            Read(port);
        }
        finally
        {
            _commands.LetGo();
        }
    }

    private void Read(CanPort port)
    {
        long lost = 0;
        _bus.Begin();
        foreach (var stream in _streams) stream.Begin();
        while (!Stop.IsCancellationRequested)
        {
            int count = port.Read(_frames, s_wait);
            Faults.Clear();
            Take(_frames.AsSpan(0, count));
            if (port.Lost > lost) Meter.CountSkipped(port.Lost - lost);
            lost = port.Lost;
        }
    }

    private void Take(Span<CanFrame> frames)
    {
        long nowUs = NowUs;
        foreach (ref var frame in frames)
        {
            if (frame.IsError)
            {
                _bus.Note(ref frame);
                continue;
            }
            _bus.NoteFrame();
            if (frame.TimeUs == 0) frame.TimeUs = nowUs;
            foreach (var stream in _streams)
                if (stream.Filter.Takes(frame)) stream.Take(ref frame);
        }
        foreach (var stream in _streams) stream.HandOn();
    }
}
