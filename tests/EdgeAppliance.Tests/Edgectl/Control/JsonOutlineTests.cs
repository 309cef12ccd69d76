using System.Text.Json;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Tests.Edgectl.Control;

public sealed class JsonOutlineTests
{
    [Fact]
    public void Write_NestedReply_IsIndented()
    {
        Assert.Equal("device: d1\nlanes:\n  -\n    waiting: 3\n", Outline("""{"device":"d1","lanes":[{"waiting":3}]}"""));
    }

    [Fact]
    public void Write_ControlCharacter_DoesNotReachTheTerminal() =>
        Assert.Equal("name: ?[2J\n", Outline("""{"name":"\u001b[2J"}"""));

    private static string Outline(string json)
    {
        using var document = JsonDocument.Parse(json);
        var output = new StringWriter { NewLine = "\n" };
        JsonOutline.Write(document.RootElement, output);
        return output.ToString();
    }
}
