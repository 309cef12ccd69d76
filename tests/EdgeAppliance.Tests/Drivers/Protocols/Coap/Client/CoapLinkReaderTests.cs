using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap.Client;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap.Client;

public sealed class CoapLinkReaderTests
{
    [Theory]
    [InlineData("</a>", "a")]
    [InlineData("</a>;rt=\"x y\";ct=\"0 50\";obs,</b/c>;title=\"q, \\\"r\\\"; s\"", "a b/c")]
    [InlineData("<coap://else/x>,<//else/y>,</z>;if=i", "z")]
    [InlineData("</a>,\n </b>", "a b")]
    [InlineData("", "")]
    [InlineData("</a", "")]
    [InlineData("</a>;title=\"open,</b>", "a")]
    [InlineData("</a>xyz,</b>", "a")]
    public void Read_Links_GivesTheirPaths(string text, string paths) =>
        Assert.Equal(paths, string.Join(" ", CoapLinkReader.Read(Encoding.UTF8.GetBytes(text)).Select(link => link.Path)));

    [Fact]
    public void Read_TooManyLinks_StopsAtTheLimit() =>
        Assert.Equal(CoapLinkReader.LinksMax, CoapLinkReader.Read(Encoding.UTF8.GetBytes(string.Join(",", Enumerable.Range(0, 1000).Select(i => $"</r{i}>")))).Count);

    [Fact]
    public void Channels_OfLinks_AreThoseThatCanBeNumbers()
    {
        var links = CoapLinkReader.Read("</sensors/Temp>;obs;ct=0,</image>;ct=22,</.well-known/core>;ct=40,</all>;ct=\"40 50\",</sensors-temp>"u8);
        Assert.Equal(["sensors_temp", "all"], CoapDiscovery.Channels(links).Select(channel => channel.Name));
    }
}
