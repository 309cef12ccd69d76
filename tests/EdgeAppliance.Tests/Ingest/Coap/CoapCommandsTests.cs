using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Tests.Daemon.Identity;
using EdgeAppliance.Tests.Drivers.Protocols.Coap;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Ingest.Coap;

/// <summary>What devices are told over CoAP: libcoap's client observes and answers.</summary>
public sealed class CoapCommandsTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _state = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _notified = [];
    private readonly CoapCommands _commands;

    public CoapCommandsTests() => _commands = new CoapCommands(_time) { IsObserved = _ => true, Notify = _notified.Add };

    public void Dispose() => _state.Dispose();

    [LibcoapFact]
    public async Task Command_DeviceObserves_IsToldAtOnceAndItsAnswerComesBack()
    {
        using var listeners = Listening(out int port);
        Assert.False(listeners.Commands.IsListenedTo("pump-7"));
        var observing = LibcoapClient.Run(port, "edge/pump-7/commands", "-s", "4", "-m", "get");
        Assert.True(SpinWait.SpinUntil(() => listeners.Commands.IsListenedTo("pump-7"), s_patience));
        var answer = listeners.Commands.Send("pump-7", "start", """{"speed":3}"""u8.ToArray(), s_patience, default);
        string id = IdOf(await LibcoapClient.Run(port, "edge/pump-7/commands", "-m", "get"));
        Assert.Equal("4.04", (await LibcoapClient.Run(port, $"edge/pump-8/responses?id={id}", "-m", "post", "-e", "no")).LastCode);
        Assert.Equal("2.04", (await LibcoapClient.Run(port, $"edge/pump-7/responses?id={id}", "-m", "post", "-t", "50", "-e", """{"ok":true}""")).LastCode);
        Assert.Equal((DeviceAnswerKind.Done, """{"ok":true}"""), (await answer is var done ? (done.Kind, Encoding.UTF8.GetString(done.Payload!)) : default));
        Assert.Equal("[]", (await LibcoapClient.Run(port, "edge/pump-7/commands", "-m", "get")).Text);
        var told = await observing;
        Assert.Contains("\"command\":\"start\",\"value\":{\"speed\":3}", told.Log, StringComparison.Ordinal);
    }

    /// <summary>A device that fetches them block by block must not put two states together.</summary>
    [Fact]
    public async Task Content_Changes_HasAnotherTag()
    {
        var desired = new DesiredStates(_state.FullName);
        _commands.Desired = desired;
        desired.Put("pump-7", """{"on":true}"""u8, _ => true);
        byte[] twin = _commands.Twin("pump-7").ETag.ToArray(), none = _commands.Commands("pump-7").ETag.ToArray();
        Assert.Equal((8, 8), (twin.Length, none.Length));
        Assert.Equal(twin, _commands.Twin("pump-7").ETag.ToArray());
        desired.Put("pump-7", """{"on":false}"""u8, _ => true);
        Assert.NotEqual(twin, _commands.Twin("pump-7").ETag.ToArray());
        await _commands.Send("pump-7", "start", "1"u8.ToArray(), TimeSpan.Zero, default);
        Assert.NotEqual(none, _commands.Commands("pump-7").ETag.ToArray());
    }

    [LibcoapFact]
    public async Task Desired_DeviceObserves_IsToldOfEachChange()
    {
        using var listeners = Listening(out int port);
        var desired = new DesiredStates(_state.FullName);
        listeners.Commands.Desired = desired;
        var observing = LibcoapClient.Run(port, "edge/pump-7/twin/desired", "-s", "4", "-m", "get");
        Assert.True(SpinWait.SpinUntil(() => listeners.Commands.IsObserved("edge/pump-7/twin/desired"), s_patience));
        desired.Put("pump-7", """{"on":true}"""u8, _ => true);
        listeners.Commands.Tell("pump-7");
        var told = await observing;
        Assert.Contains("""{"version":0,"desired":{}}""", told.Log, StringComparison.Ordinal);
        Assert.Contains("""{"version":1,"desired":{"on":true}}""", told.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NobodyAnswers_StandsUntilItsTimeIsOver()
    {
        Assert.Equal(DeviceAnswerKind.Sent, (await _commands.Send("pump-7", "start", "1"u8.ToArray(), TimeSpan.Zero, default)).Kind);
        var asked = _commands.Send("pump-7", "stop", "2"u8.ToArray(), TimeSpan.FromSeconds(5), default);
        Assert.Equal(["edge/pump-7/commands", "edge/pump-7/commands"], _notified);
        Assert.Equal(["start 1", "stop 2"], Standing("pump-7"));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(DeviceAnswerKind.NoAnswer, (await asked).Kind);
        Assert.Equal(["start 1"], Standing("pump-7"));
        _time.Advance(TimeSpan.FromSeconds(55));
        Assert.Empty(Standing("pump-7"));
    }

    [Fact]
    public async Task Send_TooMany_AreRefusedUntilSomeAreAnswered()
    {
        for (int i = 0; i < 16; i++) Assert.Equal(DeviceAnswerKind.Sent, (await _commands.Send("pump-7", "c", "1"u8.ToArray(), TimeSpan.Zero, default)).Kind);
        Assert.Equal(DeviceAnswerKind.Failed, (await _commands.Send("pump-7", "c", "1"u8.ToArray(), TimeSpan.Zero, default)).Kind);
        Assert.Equal(DeviceAnswerKind.Failed, (await _commands.Send("pump-8", "c", new byte[17 * 1024], TimeSpan.Zero, default)).Kind);
        string id = IdOf(_commands.Commands("pump-7").Payload.Span);
        Assert.False(_commands.TryAnswer("pump-8", Encoding.ASCII.GetBytes(id), []));
        Assert.True(_commands.TryAnswer("pump-7", Encoding.ASCII.GetBytes(id), []));
        Assert.False(_commands.TryAnswer("pump-7", Encoding.ASCII.GetBytes(id), []));
        Assert.Equal(DeviceAnswerKind.Sent, (await _commands.Send("pump-7", "c", "1"u8.ToArray(), TimeSpan.Zero, default)).Kind);
    }

    [Theory]
    [InlineData("edge/pump-7/commands", CoapCode.Get, CoapCode.Content)]
    [InlineData("edge/pump-7/twin/desired", CoapCode.Get, CoapCode.Content)]
    [InlineData("edge/pump-7/responses", CoapCode.Get, CoapCode.MethodNotAllowed)]
    [InlineData("edge/pump-7/responses", CoapCode.Post, CoapCode.NotFound)]
    [InlineData("edge/pump-7/commands", CoapCode.Post, CoapCode.MethodNotAllowed)]
    [InlineData("edge/pump-7/other", CoapCode.Get, CoapCode.NotFound)]
    [InlineData("edge/+/commands", CoapCode.Get, CoapCode.NotFound)]
    [InlineData("edge//commands", CoapCode.Get, CoapCode.NotFound)]
    internal void Handle_PlainPaths_AnswersWhatTheyAre(string path, CoapCode method, CoapCode expected) =>
        Assert.Equal(expected, Ask(new CoapIntake(NullLogger.Instance, _commands), path, method, null));

    [Fact]
    public void Handle_ProvenDevice_IsToldWhatIsItsOwnAlone()
    {
        var intake = new CoapIntake(NullLogger.Instance, _commands);
        Assert.Equal(CoapCode.Content, Ask(intake, "edge/pump-7/commands", CoapCode.Get, "pump-7"));
        Assert.Equal(CoapCode.Forbidden, Ask(intake, "edge/pump-7/commands", CoapCode.Get, "pump-8"));
        Assert.Equal(CoapCode.Forbidden, Ask(intake, "edge/pump-7/responses", CoapCode.Post, "pump-8"));
    }

    [Fact]
    public void Handle_Registry_LetsBeToldWhatPatternsAllow()
    {
        using var guarded = new Guarded();
        guarded.Add("valve", ["edge/{device}/responses"], ["edge/{device}/commands/+"]);
        guarded.Add("deaf", ["telemetry/{device}"]);
        var intake = new CoapIntake(NullLogger.Instance, _commands, guarded.Admission);
        Assert.Equal(CoapCode.Content, Ask(intake, "edge/valve/commands", CoapCode.Get, "valve"));
        Assert.Equal(CoapCode.NotFound, Ask(intake, "edge/valve/responses", CoapCode.Post, "valve"));
        Assert.Equal(CoapCode.Forbidden, Ask(intake, "edge/valve/twin/desired", CoapCode.Get, "valve"));
        Assert.Equal(CoapCode.Forbidden, Ask(intake, "edge/deaf/commands", CoapCode.Get, "deaf"));
        Assert.Equal(CoapCode.Unauthorized, Ask(intake, "edge/valve/commands", CoapCode.Get, null));
        guarded.Changes.Revoke("valve");
        Assert.Equal(CoapCode.Unauthorized, Ask(intake, "edge/valve/commands", CoapCode.Get, "valve"));
    }

    private static CoapCode Ask(CoapIntake intake, string path, CoapCode method, string? device) =>
        intake.Handle(new CoapRequest { Method = method, Path = Encoding.UTF8.GetBytes(path), ContentFormat = CoapFormat.None, Accept = CoapFormat.None, Peer = new ProvenPeer(device) }).Reply.Code;

    private static CoapListeners Listening(out int port)
    {
        var listeners = new CoapListeners(TimeProvider.System, TimeProvider.System.GetUtcNow, NullLogger<CoapListeners>.Instance);
        listeners.Listen(new ListenConfiguration([], []) { Coap = [new IPEndPoint(IPAddress.Loopback, 0)] });
        port = listeners.Listening.Single().EndPoint.Port;
        return listeners;
    }

    private static string IdOf(LibcoapResult result) => IdOf(result.Body);

    private static string IdOf(ReadOnlySpan<byte> commands)
    {
        using var json = JsonDocument.Parse(commands.ToArray());
        return json.RootElement[0].GetProperty("id").GetString()!;
    }

    private List<string> Standing(string device)
    {
        using var json = JsonDocument.Parse(_commands.Commands(device).Payload);
        return [.. json.RootElement.EnumerateArray().Select(command => $"{command.GetProperty("command").GetString()} {command.GetProperty("value").GetRawText()}")];
    }

    private sealed class ProvenPeer(string? device) : CoapPeer
    {
        public override string? Device => device;

        public override void Send(ReadOnlySpan<byte> datagram)
        {
        }
    }
}
