using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Tests.Drivers.Protocols.Serial;

public sealed class SerialSourceTests
{
    private readonly HeldSink _sink = new();
    private PseudoTerminal _far = new();

    [Fact]
    public async Task Source_Lines_AreReadingsAndBadOnesAreNamed()
    {
        await using var source = Source(Options());
        source.Start();
        WaitUntilItIsOpen();
        _far.Send("t=21.5\r\nrubbish\nt=22\n");
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Length > 0 && _sink.Rows[^1].Values["t"] == 22, HeldSink.Patience));
        Assert.True(SpinWait.SpinUntil(() => source.Status.Refused == 1, HeldSink.Patience));
        var condition = Assert.Single(source.Status.Conditions);
        Assert.Equal("serial.frames-refused", condition.Code);
        Assert.Contains("1 not as configured", condition.Text);
        _far.Dispose();
    }

    [Fact]
    public async Task Source_Asked_AnswersAtTheBeatAndCommandsAreSent()
    {
        await using var source = Source(Options() with { Every = TimeSpan.FromMilliseconds(20), Commands = new Dictionary<string, byte[]> { ["tare"] = "T!\n"u8.ToArray() } });
        source.Start();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("R\n", _far.Receive(2));
            _far.Send($"t={i}\n");
        }
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Length == 3, HeldSink.Patience));
        Assert.Equal(CommandResult.NoSuchCommand, source.Execute("zero", default).Result);
        Assert.Equal(CommandOutcome.Done, source.Execute("tare", default));
        // Its beat goes on meanwhile.
        string sent = "";
        while (!sent.EndsWith("T!\n", StringComparison.Ordinal)) sent += _far.Receive(1);
        _far.Dispose();
    }

    [Fact]
    public async Task Source_PortGoesAway_SaysSoAndComesBack()
    {
        var first = _far;
        await using var source = Source(Options());
        source.Start();
        WaitUntilItIsOpen();
        _far = new PseudoTerminal();
        first.Dispose();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Any(condition => condition.Code == "serial.unplugged"), HeldSink.Patience));
        WaitUntilItIsOpen();
        _far.Send("t=2\n");
        await _sink.NextAsync();
        Assert.Equal(2, _sink.Rows[^1].Values["t"]);
        _far.Dispose();
    }

    [Fact]
    public async Task Source_NothingComes_IsSaid()
    {
        await using var source = Source(Options() with { SilentAfter = TimeSpan.FromMilliseconds(20) });
        source.Start();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Any(condition => condition.Code == "serial.silent"), HeldSink.Patience));
        _far.Dispose();
    }

    private void WaitUntilItIsOpen() => Assert.Equal("R\n", _far.Receive(2));

    // It asks when it opens the port, and then not for a day.
    private static SerialOptions Options() => new((_, _) => throw new NotSupportedException(), new FrameLayout { End = "\n"u8.ToArray() }, ["t"], () => new KeyValueDecoder([new SerialChannel("t") { Key = "t"u8.ToArray() }]))
    {
        Ask = "R\n"u8.ToArray(),
        Every = TimeSpan.FromDays(1),
    };

    // Another terminal takes the first one's place under its name, as an adapter that is plugged in again does.
    private SerialSource Source(SerialOptions options) => new(options with { Open = (time, stop) => SerialPort.Opener(_far.Path, new SerialSettings(9600, 8, SerialParity.None, 1))(time, stop) },
        new DriverContext("scale", _sink.Take, TimeProvider.System));
}
