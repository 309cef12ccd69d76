using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Reads a JSON object of pieces and their numbers.</summary>
internal static class JsonVocabulary
{
    public static Dictionary<string, int> Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new InvalidDataException("has no vocabulary: an object with pieces and their numbers");
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var piece in element.EnumerateObject())
        {
            if (piece.Value.ValueKind != JsonValueKind.Number || !piece.Value.TryGetInt32(out int number) || number < 0)
                throw new InvalidDataException($"gives the piece '{piece.Name}' no whole number from 0");
            numbers[piece.Name] = number;
            if (numbers.Count > Vocabulary.PiecesMax) throw new InvalidDataException($"has more than {Vocabulary.PiecesMax} pieces");
        }
        return numbers;
    }
}
