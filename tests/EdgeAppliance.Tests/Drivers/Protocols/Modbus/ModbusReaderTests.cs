using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Modbus;
using EdgeAppliance.Drivers.Sensors;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

public sealed class ModbusReaderTests : IDisposable
{
    private readonly RushingTime _time = new();
    private readonly WakeTimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly SourceFaults _faults;
    private readonly SimulatedDevice _device = new();
    private readonly SimulatedLine _line;
    private ModbusLine? _shared;
    private int _opened;

    public ModbusReaderTests()
    {
        _timer = new WakeTimer(_time);
        _faults = new SourceFaults("s", _time, ModbusFaults.Policy);
        _line = new SimulatedLine(false) { Devices = { [3] = _device } };
    }

    public void Dispose()
    {
        _shared?.Dispose();
        _timer.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void Read_ScatteredChannels_TakesFewRequests()
    {
        _device.With(0, 300);
        var reader = Reader(Channel("a", 0), Channel("b", 5), Channel("c", 200), Channel("d", 7, ModbusTable.Input), Channel("e", 9, ModbusTable.Coil));
        var row = new double[5];
        Assert.True(reader.Read(row));
        Assert.Equal([0, 5, 200, 7, 1], row);
        Assert.Equal(4, _device.Requests.Count);
    }

    /// <summary>One register that is not there must not cost the others their readings, nor each beat a search.</summary>
    [Fact]
    public void Read_OneAddressIsMissing_IsFoundNamedAndLeftAlone()
    {
        _device.With(0, 16);
        _device.Registers.Remove((3, 11));
        var reader = Reader([.. Enumerable.Range(0, 16).Select(i => Channel($"c{i}", i))]);
        var row = new double[16];
        Assert.True(reader.Read(row));
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i == 11 ? double.NaN : i), row);
        Assert.Equal("Unit 3 refuses c11: illegal data address (0x02).", Assert.Single(Conditions(reader)).Text);
        _device.Requests.Clear();
        Assert.True(reader.Read(row));
        Assert.InRange(_device.Requests.Count, 1, 4);
    }

    [Fact]
    public void Read_AddressThatCameBack_IsAskedForAgain()
    {
        _device.With(0, 2);
        _device.Registers.Remove((3, 1));
        var reader = Reader(Channel("a", 0), Channel("b", 1));
        var row = new double[2];
        reader.Read(row);
        Assert.True(double.IsNaN(row[1]));
        _device.Registers[(3, 1)] = 8;
        Assert.True(SpinWait.SpinUntil(() => reader.Read(row) && row[1] == 8, HeldSink.Patience));
        Assert.Empty(Conditions(reader));
    }

    [Theory]
    [InlineData(1, "illegal function (0x01)")]
    [InlineData(3, "illegal data value (0x03)")]
    [InlineData(4, "server device failure (0x04)")]
    [InlineData(8, "memory parity error (0x08)")]
    [InlineData(99, "an error of its own (0x63)")]
    public void Read_RefusedWhole_SaysWhy(byte error, string expected)
    {
        _device.With(0, 2).ErrorAlways = error;
        var reader = Reader(Channel("a", 0));
        Assert.False(reader.Read(new double[1]));
        var condition = Assert.Single(Conditions(reader));
        Assert.Equal(("modbus.channels-refused", HealthSeverity.Warning, $"Unit 3 refuses a: {expected}."), (condition.Code, condition.Severity, condition.Text));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Read_Busy_IsAskedAgain(byte error)
    {
        _device.With(0, 1).Errors.Enqueue(error);
        _device.Errors.Enqueue(error);
        Assert.True(Reader(Channel("a", 0)).Read(new double[1]));
        Assert.Equal(3, _device.Requests.Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public void Read_GatewayWithoutDevice_IsNoAnswer(byte error)
    {
        _device.With(0, 1).ErrorAlways = error;
        var fault = Assert.Throws<BusException>(() => Reader(Channel("a", 0)).Read(new double[1]));
        Assert.Equal(BusFault.NoAnswer, fault.Fault);
        Assert.Equal(3, _device.Requests.Count);
    }

    [Fact]
    public void Read_LinkBreaks_IsOpenedAgainAndTheRequestSentAgain()
    {
        _device.With(0, 1);
        var reader = Reader(Channel("a", 0));
        Assert.True(reader.Read(new double[1]));
        _line.IsBroken = true;
        Assert.Throws<BusException>(() => reader.Read(new double[1]));
        Assert.True(_line.IsDisposed);
        _line.IsBroken = false;
        Assert.True(reader.Read(new double[1]));
        Assert.InRange(_opened, 2, 5);
    }

    [Fact]
    public void Read_LateAnswers_AreCountedAndSaid()
    {
        _device.With(0, 1);
        var reader = Reader(Channel("a", 0));
        _line.Distort = frame => [SimulatedLine.TcpFrame(999, 3, 3, 2, 9, 9), frame];
        Assert.True(reader.Read(new double[1]));
        var conditions = new List<HealthCondition>();
        _shared!.AddConditions("s", conditions);
        Assert.Equal((1, "modbus.foreign-answers"), (_shared.Foreign, Assert.Single(conditions).Code));
    }

    [Fact]
    public void Read_InSteadyState_AllocatesNothing()
    {
        var device = new SimulatedDevice().With(0, 20);
        var quiet = new QuietLine(device);
        var reader = Reader(() => quiet, Channel("a", 0), Channel("b", 5), Channel("c", 6, ModbusTable.Coil));
        var row = new double[3];
        reader.Read(row);
        Assert.Equal(0, SteadyState.AllocatedBy(200, () => reader.Read(row)));
        Assert.Equal([0, 5, 1], row);
    }

    private static ModbusChannel Channel(string name, int address, ModbusTable table = ModbusTable.Holding) => new(name, table, address);

    private static List<HealthCondition> Conditions(ModbusReader reader)
    {
        var conditions = new List<HealthCondition>();
        reader.AddConditions("s", conditions);
        return conditions;
    }

    private ModbusReader Reader(params ModbusChannel[] channels) => Reader(() => _line, channels);

    private ModbusReader Reader(Func<EdgeAppliance.Drivers.Protocols.Serial.ByteLink> open, params ModbusChannel[] channels)
    {
        var unit = new ModbusUnitOptions("", 3, TimeSpan.FromSeconds(1), channels);
        var options = new ModbusOptions("modbus-tcp", (_, _) =>
        {
            _opened++;
            return open();
        }, [unit]);
        _shared = new ModbusLine(options, new SourceFaults("s", _time, ModbusFaults.Policy), _time, _stop.Token);
        return new ModbusReader(unit, options, _shared, _faults, new Pause(_time, _timer));
    }

    /// <summary>Answers without allocating: what it answers is made the first time that it is asked.</summary>
    private sealed class QuietLine(SimulatedDevice device) : EdgeAppliance.Drivers.Protocols.Serial.ByteLink
    {
        private readonly Dictionary<int, byte[]> _answers = [];
        private readonly byte[] _next = new byte[300];
        private int _length;

        public override string Place => "line";

        public override int Read(Span<byte> bytes, TimeSpan timeout)
        {
            int length = _length;
            _next.AsSpan(0, length).CopyTo(bytes);
            _length = 0;
            return length;
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            int key = bytes[7] << 16 | bytes[8] << 8 | bytes[9];
            if (!_answers.TryGetValue(key, out byte[]? answer)) _answers[key] = answer = SimulatedLine.TcpFrame(0, bytes[6], device.Answer(bytes[7..].ToArray()));
            answer.CopyTo(_next, 0);
            bytes[..2].CopyTo(_next);
            _length = answer.Length;
        }

        public override void Dispose()
        {
        }
    }
}
