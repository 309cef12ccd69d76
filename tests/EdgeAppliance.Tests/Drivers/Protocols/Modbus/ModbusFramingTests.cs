using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols.Modbus;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

public sealed class ModbusFramingTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromHours(1);
    private static readonly byte[] s_request = [3, 0, 2, 0, 2], s_answer = [3, 4, 0, 2, 0, 3];

    private readonly byte[] _buffer = new byte[ModbusPdu.BytesMax];

    [Theory]
    [InlineData(false, 1024)]
    [InlineData(false, 1)]
    [InlineData(true, 1024)]
    [InlineData(true, 1)]
    public void Exchange_InPieces_IsTheAnswer(bool isRtu, int piece)
    {
        var (line, framing) = Make(isRtu);
        line.PieceBytes = piece;
        for (int i = 0; i < 3; i++) Assert.Equal(s_answer, Exchange(framing));
        Assert.Equal(0, framing.Foreign);
    }

    [Fact]
    public void Tcp_LateAndForeignAnswers_ArePassedOver()
    {
        var (line, framing) = Make(false);
        line.Distort = frame => [SimulatedLine.TcpFrame(999, 5, 3, 4, 9, 9, 9, 9), SimulatedLine.TcpFrame(frame[1], 6, 3, 4, 9, 9, 9, 9), frame];
        Assert.Equal(s_answer, Exchange(framing));
        Assert.Equal(2, framing.Foreign);
    }

    /// <summary>What came too late for its own request lies before the answer to the next one.</summary>
    [Fact]
    public void Tcp_AnswerAfterTheTimeout_IsNotTakenForTheNext()
    {
        var (line, framing) = Make(false);
        byte[]? late = null;
        line.Distort = frame => { late = frame; return []; };
        Assert.Equal(BusFault.NoAnswer, Assert.Throws<BusException>(() => Exchange(framing)).Fault);
        line.Devices[5].Registers[(3, 2)] = 77;
        line.Distort = frame => [late!, frame];
        Assert.Equal([3, 4, 0, 77, 0, 3], Exchange(framing));
        Assert.Equal(1, framing.Foreign);
    }

    [Theory]
    [InlineData("0001 0001 0003 05 8302")]
    [InlineData("0001 0000 0002 05 83")]
    [InlineData("0001 0000 00FF 05 83")]
    [InlineData("0001 0000 0006 05 0302 0001 00")]
    [InlineData("0001 0000 0008 05 0304 0001 0002")]
    [InlineData("0001 0000 0003 05 8300")]
    [InlineData("4854 5450 2F31 2E31 2034")]
    public void Tcp_NoModbus_IsRefusedAndTheLinkBroken(string hex)
    {
        var (line, framing) = Make(false);
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", ""));
        line.Distort = _ => [bytes];
        var fault = Assert.Throws<BusException>(() => Exchange(framing));
        if (hex.StartsWith("0001 0000 0008", StringComparison.Ordinal)) Assert.Equal(BusFault.NoAnswer, fault.Fault);
        else Assert.True(fault.Fault == BusFault.Checksum && framing.IsBroken(fault.Fault), fault.Message);
    }

    [Fact]
    public void Tcp_EndlessForeignAnswers_End()
    {
        var (line, framing) = Make(false);
        line.Distort = _ => Enumerable.Repeat(SimulatedLine.TcpFrame(999, 5, 3, 4, 9, 9, 9, 9), 1000);
        Assert.Equal(BusFault.Checksum, Assert.Throws<BusException>(() => Exchange(framing)).Fault);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("FF00FF")]
    [InlineData("0503")]
    public void Rtu_NoiseBefore_IsPassedOver(string noise)
    {
        var (line, framing) = Make(true);
        line.Distort = frame => [[.. Convert.FromHexString(noise), .. frame]];
        Assert.Equal(s_answer, Exchange(framing));
    }

    [Fact]
    public void Rtu_AnswersOfOthers_ArePassedOver()
    {
        var (line, framing) = Make(true);
        byte[] another = SimulatedLine.RtuFrame(9, 3, 4, 1, 2, 3, 4), refusal = SimulatedLine.RtuFrame(9, 0x83, 2), write = SimulatedLine.RtuFrame(9, 6, 0, 1, 0, 2);
        line.Distort = frame => [another, refusal, write, [], frame];
        Assert.Equal(s_answer, Exchange(framing));
        // All of them and the answer came without a pause, and are found in one go or after a pause.
        line.Distort = frame => [[.. another, .. frame]];
        Assert.Equal(s_answer, Exchange(framing));
    }

    [Fact]
    public void Rtu_AnswerThatIsLate_IsDroppedBeforeTheNextRequest()
    {
        var (line, framing) = Make(true);
        line.Come(SimulatedLine.RtuFrame(5, 3, 4, 9, 9, 9, 9));
        Assert.Equal(s_answer, Exchange(framing));
        Assert.Equal(1, framing.Foreign);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void Rtu_OneBitWrong_IsAChecksumFault(int at)
    {
        var (line, framing) = Make(true);
        line.Distort = frame =>
        {
            frame[at] ^= 0x10;
            return [frame];
        };
        var fault = Assert.Throws<BusException>(() => Exchange(framing));
        Assert.True(fault.Fault == BusFault.Checksum && !framing.IsBroken(fault.Fault));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exchange_NobodyAnswers_SaysWho(bool isRtu)
    {
        var (line, framing) = Make(isRtu);
        line.Devices[5].IsSilent = true;
        var fault = Assert.Throws<BusException>(() => Exchange(framing));
        Assert.Equal((BusFault.NoAnswer, "line: unit 5 does not answer."), (fault.Fault, fault.Message));
        Assert.False(framing.IsBroken(fault.Fault));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exchange_EveryError_IsAnAnswer(bool isRtu)
    {
        var (line, framing) = Make(isRtu);
        for (int error = 1; error < 256; error++)
        {
            line.Devices[5].Errors.Enqueue((byte)error);
            Assert.Equal([0x83, (byte)error], Exchange(framing));
            Assert.Equal((ModbusError)error, ModbusPdu.ErrorOf(s_request, [0x83, (byte)error]));
        }
    }

    [Fact]
    public void Crc_OfTheSpecification_Fits() => Assert.True(ModbusCrc.Fits([0x02, 0x07, 0x41, 0x12]));

    /// <summary>What an adapter hears of its own is no answer: to a write it would look like one.</summary>
    [Theory]
    [InlineData(1024, false)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Rtu_AdapterThatEchoes_HearsTheDeviceAndNotItself(int piece, bool isSaid)
    {
        byte[] write = [6, 0, 3, 0, 3];
        var line = new SimulatedLine(true) { Devices = { [5] = new SimulatedDevice().With(0, 10) }, Echoes = true, PieceBytes = piece };
        var framing = new RtuFraming(line, new RushingTime(1), isSaid);
        if (!isSaid) Assert.Equal(s_answer, Exchange(framing));
        Assert.Equal(write, _buffer[..framing.Exchange(5, write, _buffer, s_timeout)]);
        line.Devices[5].IsSilent = true;
        Assert.Equal(BusFault.NoAnswer, Assert.Throws<BusException>(() => framing.Exchange(5, write, _buffer, s_timeout)).Fault);
        Assert.Equal(BusFault.NoAnswer, Assert.Throws<BusException>(() => Exchange(framing)).Fault);
        line.Devices[5].IsSilent = false;
        // Another adapter took its place.
        line.Echoes = false;
        if (isSaid) return;
        Assert.Equal(s_answer, Exchange(framing));
        Assert.Equal(write, _buffer[..framing.Exchange(5, write, _buffer, s_timeout)]);
        Assert.Equal(0, framing.Foreign);
    }

    private static (SimulatedLine Line, ModbusFraming Framing) Make(bool isRtu)
    {
        var line = new SimulatedLine(isRtu) { Devices = { [5] = new SimulatedDevice().With(0, 10) } };
        var time = new RushingTime(1);
        return (line, isRtu ? new RtuFraming(line, time) : new TcpFraming(line, time));
    }

    private byte[] Exchange(ModbusFraming framing) => _buffer[..framing.Exchange(5, s_request, _buffer, s_timeout)];
}
