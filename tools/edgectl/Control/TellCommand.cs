using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Control;

/// <summary><c>edgectl tell SOURCE COMMAND VALUE</c>: sets an output, writes on a display. A value that is no JSON is a text.</summary>
internal static class TellCommand
{
    public static Command Create(Surroundings around)
    {
        var source = new Argument<string>("source") { Description = "The source's name in the configuration." };
        var name = new Argument<string>("command") { Description = "One of the source's commands, such as on, duty or text." };
        var value = new Argument<string>("value") { Description = "JSON, such as true, 0.5 or [\"a\", \"b\"]; anything else is a text." };
        var command = ControlCommand.Create("tell", "Tell a source's device something: set an output, write on a display.", around.Screen, async (client, parsed, json, stop) =>
        {
            using var reply = await client.Post("/api/sources/command", Request(parsed.GetValue(source)!, parsed.GetValue(name)!, parsed.GetValue(value)!), stop);
            if (json) around.Screen.Json(reply.RootElement);
            else around.Screen.Line("done");
            return ExitCodes.Done;
        });
        command.Add(source);
        command.Add(name);
        command.Add(value);
        return command;
    }

    private static string Request(string source, string command, string value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("source", source);
            writer.WriteString("command", command);
            writer.WritePropertyName("value");
            if (IsJson(value)) writer.WriteRawValue(value);
            else writer.WriteStringValue(value);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static bool IsJson(string value)
    {
        try
        {
            using var parsed = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
